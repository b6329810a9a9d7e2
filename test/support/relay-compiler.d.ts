/** The path of the compiler for this machine; null where there is none. */
declare module 'relay-compiler' {
  const binary: string | null;
  export default binary;
}
