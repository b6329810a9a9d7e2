import { LocalError, type LocalErrorCode, reasonOf } from './errors.ts';

// Errors of Node, SQLite, the engine and the AWS SDK that come from the machine or its settings and not from a fault of
// ours: a person can mend them, so they are told in sentences.

type Fault = { code: LocalErrorCode; tell: (reason: string) => string };

const DISK_FULL: Fault = {
  code: 'DISK_FULL',
  tell: (reason) =>
    `The disk is full (${reason}). Free some space on it, or work on another one: DATA_DIR says where the data is, TMPDIR where temporary files are.`,
};
const UNWRITABLE: Fault = {
  code: 'DATA_UNWRITABLE',
  tell: (reason) =>
    `Fanfare cannot read or write a file (${reason}). See that its disk has space, and that DATA_DIR, or TMPDIR for temporary files, is a directory that Fanfare can write in.`,
};
const PORT_FORBIDDEN: Fault = {
  code: 'PORT_FORBIDDEN',
  tell: (reason) => `Fanfare may not listen there (${reason}). Set PORT to another number.`,
};
const NO_ANSWER: Fault = {
  code: 'ENDPOINT_UNREACHABLE',
  tell: (reason) =>
    `Nothing answers (${reason}). See that what PORT, DYNAMODB_ENDPOINT or TABLE_NAME names is there.`,
};
const TABLE_REFUSED: Fault = {
  code: 'TABLE_REFUSED',
  tell: (reason) =>
    `The table cannot be opened (${reason}). Look at TABLE_NAME and the AWS settings of the environment.`,
};

/** By Node's code. EFBIG is what a limit on the size of files gives. */
const BY_CODE: Readonly<Record<string, Fault>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EFBIG: DISK_FULL,
  EACCES: UNWRITABLE,
  EPERM: UNWRITABLE,
  EROFS: UNWRITABLE,
  EIO: UNWRITABLE,
  ENOTDIR: UNWRITABLE,
  EISDIR: UNWRITABLE,
  ECONNREFUSED: NO_ANSWER,
  ECONNRESET: NO_ANSWER,
  ENOTFOUND: NO_ANSWER,
  ETIMEDOUT: NO_ANSWER,
};

/** By SQLite's primary result code: READONLY, IOERR, FULL, CANTOPEN. */
const BY_SQLITE_CODE: Readonly<Record<number, Fault>> = {
  8: UNWRITABLE,
  10: UNWRITABLE,
  13: DISK_FULL,
  14: UNWRITABLE,
};

/** By the name of an error of the AWS SDK. */
const BY_NAME: Readonly<Record<string, Fault>> = {
  CredentialsProviderError: TABLE_REFUSED,
  AccessDeniedException: TABLE_REFUSED,
  ExpiredTokenException: TABLE_REFUSED,
  ResourceNotFoundException: TABLE_REFUSED,
  UnrecognizedClientException: TABLE_REFUSED,
};

/** By words, for errors that carry nothing else: SQLite's, as the engine passes them on, esbuild's and the SDK's. */
const BY_WORDS: readonly (readonly [RegExp, Fault])[] = [
  [/database or disk is full|no space left on device/i, DISK_FULL],
  [/attempt to write a readonly database|disk I\/O error|unable to open database file/i, UNWRITABLE],
  [/^Region is missing/, TABLE_REFUSED],
];

/** The LocalError that tells what about this machine an error comes from; undefined when nothing is known of it. */
export function machineFault(error: unknown): LocalError | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof LocalError) return one;
    const fault = faultOf(one) ?? faultInWords(one.message);
    if (fault !== undefined)
      return new LocalError(fault.code, fault.tell(fault.reason ?? reasonOf(one)), { cause: error });
  }
  return undefined;
}

/** The same for a full disk alone, where other failures are told in other words. */
export function diskFull(error: unknown): LocalError | undefined {
  const fault = machineFault(error);
  return fault?.code === 'DISK_FULL' ? fault : undefined;
}

type Coded = Error & { code?: unknown; errcode?: unknown; syscall?: unknown };

type Found = Fault & { reason?: string };

function faultOf(error: Coded): Found | undefined {
  if (error.syscall === 'listen') return PORT_FORBIDDEN;
  if (typeof error.errcode === 'number') return BY_SQLITE_CODE[error.errcode & 0xff];
  const byCode = typeof error.code === 'string' ? BY_CODE[error.code] : undefined;
  return byCode ?? BY_NAME[error.name];
}

/** The words alone are the reason: what the engine says around them is about its own undoing. */
function faultInWords(text: string): Found | undefined {
  for (const [words, fault] of BY_WORDS) {
    const found = words.exec(text)?.[0];
    if (found !== undefined) return { ...fault, reason: found };
  }
  return undefined;
}
