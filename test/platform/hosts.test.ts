import { describe, expect, test } from 'vitest';
import { isPublicHost, isWebAddress, publicHostOf } from '../../functions/platform/hosts.ts';

describe('a public host', () => {
  test.each([
    ['example.com'],
    ['cdn-1.example.co.kr'],
    ['img_1.example.com'],
    ['xn--r8jz45g.jp'],
    ['xn--9t4b11yi5a.xn--3e0b707e'],
    ['shop.example'],
    ['cdn.test'],
    ['localhost.example'],
    ['127.0.0.1.example.com'],
  ])('is %s', (host) => expect(isPublicHost(host)).toBe(true));

  test.each([
    ['localhost'],
    ['app.localhost'],
    ['printer.local'],
    ['metadata.google.internal'],
    ['router.home.arpa'],
    ['nas.lan'],
    ['wiki.corp'],
    ['intranet'],
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['8.8.8.8'],
    ['[::1]'],
    ['[2001:db8::1]'],
    ['example.com.'],
    ['a..example.com'],
    ['.example.com'],
    ['-a.example.com'],
    ['a!b.example.com'],
    ['example.1com'],
    ['EXAMPLE.com'],
    [`${'a'.repeat(64)}.com`],
    [`${'a.'.repeat(126)}com`],
    [''],
  ])('is not %s', (host) => expect(isPublicHost(host)).toBe(false));

  test.each([
    ['CDN.Example.com', 'cdn.example.com'],
    ['例え.jp', 'xn--r8jz45g.jp'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
    ['한국.com'.normalize('NFD'), 'xn--3e0b707e.com'],
  ])('that is written %s is %s', (written, host) => expect(publicHostOf(written)).toBe(host));

  test.each([
    ['https://example.com'],
    ['example.com:443'],
    ['example.com/a'],
    ['me@example.com'],
    ['exam ple.com'],
    ['example.com?x'],
    ['local\u00ADhost'],
    ['2130706433'],
    ['x'.repeat(100_000)],
  ])('is not written %.40j', (written) => expect(publicHostOf(written)).toBeUndefined());
});

describe('a web address', () => {
  test.each([
    ['https://example.com'],
    ['https://shop.example.com:8443/a/b.png?x=1#y'],
    ['HTTPS://EXAMPLE.com/'],
    ['https://例え.jp/친구'],
    ['https://cdn.example.com/a@b.png'],
    ['https://cdn.example.com?mail=a@b.c'],
    ['https://cdn.example.com/👩‍👩‍👧.png'],
  ])('is %s', (address) => expect(isWebAddress(address, 'prod')).toBe(true));

  const OWN = [
    'https://localhost/a.png',
    'https://127.0.0.1:3000/',
    'https://[::1]/',
    // The same in other numbers, widths and letters that nobody sees.
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://１２７。0。0。1/',
    'https://ｌｏｃａｌｈｏｓｔ/',
    'https://local\u00ADhost/',
  ];
  test.each([
    ...OWN,
    'http://example.com/',
    'http://localhost:3000/',
    'https:example.com',
    'https:/\\example.com',
    'https://me:secret@example.com/',
    'https://me@example.com/',
    'https://@example.com/',
    'https://:@example.com/',
    'https://example.com@10.0.0.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://8.8.8.8/',
    'https://0/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://intranet/',
    'https://printer.local/',
    'https://vault.internal/',
    'https://example.com./',
    'https://example.com。/',
    'https://localhost./',
    'https://exa mple.com/',
    'https://example.com/a b',
    'https://example.com/\0',
    'https://example.com/\ud83c',
    'https://example.com/\u202Egnp.exe',
    'ftp://example.com/',
    'javascript:alert(1)',
    'https://',
    '',
  ])('is not %j', (address) => expect(isWebAddress(address, 'prod')).toBe(false));

  test.each([...OWN, 'http://localhost:3000/', 'http://127.0.0.1:3000/'])(
    'on the developer’s own machine, and nowhere else, is %j',
    (address) => {
      expect(isWebAddress(address, 'local')).toBe(true);
      expect(isWebAddress(address, 'dev')).toBe(false);
    },
  );

  test.each(['http://192.168.0.1/', 'http://example.com/', 'https://me@localhost/', 'http://app.localhost/'])(
    'is not %j on the developer’s own machine either',
    (address) => expect(isWebAddress(address, 'local')).toBe(false),
  );
});
