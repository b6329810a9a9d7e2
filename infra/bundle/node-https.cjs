// As node-http.cjs, so that all are asked for in one way: no export of node:https loads more than is used.
module.exports = process.getBuiltinModule('node:https');
