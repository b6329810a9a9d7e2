import type { Duplex } from 'node:stream';

// Requests that Node's parser does not read: nothing else sees them.

export type ParseError = NodeJS.ErrnoException & { rawPacket?: Buffer };

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Answers as Node does, but for bytes in an address that are no ASCII. What a chat or a terminal sends so is sent on to the address
 * with percent signs, and answered there. https://www.rfc-editor.org/rfc/rfc9112#section-3-4
 */
export function answerUnread({ code = '', rawPacket }: ParseError, socket: Duplex): void {
  const location = code === 'HPE_INVALID_URL' ? encodedAddress(rawPacket) : undefined;
  const lines =
    location === undefined
      ? [STATUS[code] ?? '400 Bad Request']
      : ['308 Permanent Redirect', `Location: ${location}`, 'Content-Length: 0'];
  socket.end(`HTTP/1.1 ${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
}

/** Of a path of this server: two slashes, of either kind, would name another. */
const FIRST_LINE = /^[A-Z]+ (\/[^ \r\n/\\][^ \r\n]*) HTTP\/1\.[01]\r\n/;

function encodedAddress(packet: Buffer | undefined): string | undefined {
  const [, address] = FIRST_LINE.exec(packet?.toString('latin1') ?? '') ?? [];
  return address?.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
