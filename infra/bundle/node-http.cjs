// An ES module import of a built-in module reads every export once, and one of node:http's loads a whole
// client (18 ms of a cold start). Asked for this way it loads what is used.
module.exports = process.getBuiltinModule('node:http');
