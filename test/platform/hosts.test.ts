import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isPublicAddress,
  isPublicHost,
  publicHostOf,
  storedAddress,
  webAddressOf,
} from '../../functions/platform/hosts.ts';

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
  ])('may be %s', (host) => expect(isPublicHost(host)).toBe(true));

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
  ])('may not be %s', (host) => expect(isPublicHost(host)).toBe(false));

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
  ])('has no normal form for %.40j', (written) => expect(publicHostOf(written)).toBeUndefined());
});

describe('an IP address that a name resolves to', () => {
  test.each([
    ['8.8.8.8'],
    ['11.0.0.1'],
    ['100.63.255.255'],
    ['100.128.0.1'],
    ['169.253.255.255'],
    ['172.15.0.1'],
    ['172.32.0.1'],
    ['192.167.0.1'],
    ['223.255.255.255'],
    ['2001:4860:4860::8888'],
    ['2606:4700::1111'],
    ['2a05:d018::1'],
  ])('is public: %s', (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    ['0.0.0.0'],
    ['10.1.2.3'],
    ['100.64.0.1'],
    ['127.0.0.1'],
    ['127.255.255.254'],
    // The cloud's own: instance metadata, a container's credentials, time, and DNS of a VPC.
    ['169.254.169.254'],
    ['169.254.170.2'],
    ['fd00:ec2::254'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['192.0.0.1'],
    ['192.0.2.1'],
    ['192.168.0.1'],
    ['198.18.0.1'],
    ['203.0.113.1'],
    ['224.0.0.1'],
    ['255.255.255.255'],
    ['::'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['::ffff:8.8.8.8'],
    ['64:ff9b::a00:1'],
    ['fc00::1'],
    ['fd12:3456::1'],
    ['fe80::1'],
    ['fe80::1%eth0'],
    ['fec0::1'],
    ['ff02::1'],
    ['2001::1'],
    ['2001:db8::1'],
    ['2002:a00:1::1'],
    ['3fff::1'],
    ['4000::1'],
    ['localhost'],
    ['example.com'],
    ['2130706433'],
    ['0x7f.1'],
    [''],
  ])('is not public: %s', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a web address', () => {
  test.each([
    ['https://example.com', 'https://example.com/'],
    ['https://shop.example.com:8443/a/b.png?x=1#y', 'https://shop.example.com:8443/a/b.png?x=1#y'],
    ['HTTPS://EXAMPLE.com/', 'https://example.com/'],
    ['https://example.com:443', 'https://example.com/'],
    ['https://ex%61mple.com/a/../b', 'https://example.com/b'],
    ['https://例え.jp/친구', 'https://xn--r8jz45g.jp/%EC%B9%9C%EA%B5%AC'],
    ['https://cdn.example.com/a@b.png', 'https://cdn.example.com/a@b.png'],
    ['https://cdn.example.com?mail=a@b.c', 'https://cdn.example.com/?mail=a@b.c'],
    [
      'https://cdn.example.com/👩‍👩‍👧.png',
      'https://cdn.example.com/%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7.png',
    ],
    ['https://a.com/"><script>', 'https://a.com/%22%3E%3Cscript%3E'],
    ['https://a.com/?"><script>', 'https://a.com/?%22%3E%3Cscript%3E'],
    ['https://a.com/#"><script>', 'https://a.com/#%22%3E%3Cscript%3E'],
  ])('that is written %s is %s', (written, address) => expect(webAddressOf(written, 'prod')).toBe(address));

  test('is ASCII that is safe in HTML, and is normalized to itself', () => {
    const part = fc.oneof(
      fc.constantFrom(
        ...'"<>\'`{}|^%/?#&=:;@.[]()',
        '..',
        '%2e',
        '%',
        '%zz',
        '</script>',
        '한',
        '🎉',
        '\u200d',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.constantFrom('/', '?', '#', ''), fc.array(part), (begin, parts) => {
        const address = webAddressOf(`https://Cdn.Example.com${begin}${parts.join('')}`, 'prod');
        if (address === undefined) return;
        expect(address).toMatch(/^https:\/\/[!-~]+$/);
        expect(address).not.toMatch(/["<>\\]/);
        expect(webAddressOf(address, 'prod')).toBe(address);
        expect(storedAddress(address)).toBe(address);
      }),
      { numRuns: 1_000 },
    );
  });

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
    'https:/example.com',
    'https:///a.com',
    'https:////a.com',
    'https://///a.com/',
    'https://?a.com',
    'https://#a.com',
    'https://\t/a.com',
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
  ])('may not be %j', (address) => expect(webAddressOf(address, 'prod')).toBeUndefined());

  test.each([...OWN, 'http://localhost:3000/', 'http://127.0.0.1:3000/'])(
    'may be %j on the developer’s own machine, and nowhere else',
    (address) => {
      expect(webAddressOf(address, 'local')).toBe(new URL(address).href);
      expect(webAddressOf(address, 'dev')).toBeUndefined();
    },
  );

  test.each(['http://192.168.0.1/', 'http://example.com/', 'https://me@localhost/', 'http://app.localhost/'])(
    'may not be %j, even on the developer’s own machine',
    (address) => expect(webAddressOf(address, 'local')).toBeUndefined(),
  );
});

test('a stored address is answered in its normal form, unless that would be too long', () => {
  expect(storedAddress('https:///Shop.example')).toBe('https://shop.example/');
  expect(storedAddress('https://shop.example/"><script>')).toBe('https://shop.example/%22%3E%3Cscript%3E');
  const long = `https://shop.example/${'한'.repeat(300)}`;
  expect(storedAddress(long)).toBe(long);
  expect(storedAddress('no address')).toBe('no address');
});
