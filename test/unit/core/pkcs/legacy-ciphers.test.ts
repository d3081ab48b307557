import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHex, encodeHex } from '#core/bytes/hex';
import { createAes192 } from '#core/pkcs/legacy/aes-192';
import { decryptCbc, encryptCbc } from '#core/pkcs/legacy/block-cipher';
import { createTripleDes } from '#core/pkcs/legacy/des';
import { createRc2 } from '#core/pkcs/legacy/rc2';
import { applyRc4 } from '#core/pkcs/legacy/rc4';

const hex = (text: string): Uint8Array => decodeHex(text.replaceAll(' ', '')) ?? new Uint8Array();

describe('DES and triple DES', () => {
  // NIST SP 800-67, B.1, of each block alone.
  test.each([
    ['5468652071756663', 'a826fd8ce53b855f'],
    ['6b2062726f776e20', 'cce21c8112256fe6'],
    ['666f78206a756d70', '68d5c05dd9b6b900'],
  ])('three keys make of %s what NIST publishes', (plain, expected) => {
    const cipher = createTripleDes(hex('0123456789abcdef 23456789abcdef01 456789abcdef0123'));
    const block = hex(plain);
    cipher.encryptBlock(block, 0);
    expect(encodeHex(block)).toBe(expected);
    cipher.decryptBlock(block, 0);
    expect(encodeHex(block)).toBe(plain);
  });

  // NIST SP 800-20: variable plaintext, inverse permutation, variable key, permutation operation, substitution table.
  test.each([
    ['0101010101010101', '8000000000000000', '95f8a5e5dd31d900'],
    ['0101010101010101', '0000000000000001', '166b40b44aba4bd6'],
    ['0101010101010101', '95f8a5e5dd31d900', '8000000000000000'],
    ['8001010101010101', '0000000000000000', '95a8d72813daa94d'],
    ['0101010101010102', '0000000000000000', '869efd7f9f265a09'],
    ['1046913489980131', '0000000000000000', '88d55e54f54c97b4'],
    ['7ca110454a1a6e57', '01a1d6d039776742', '690f5b0d9a26939b'],
    ['0131d9619dc1376e', '5cd54ca83def57da', '7a389d10354bd271'],
    ['07a1133e4a0b2686', '0248d43806f67172', '868ebb51cab4599a'],
    ['3849674c2602319e', '51454b582ddf440a', '7178876e01f19b2a'],
    ['04b915ba43feb5b6', '42fd443059577fa2', 'af37fb421f8c4095'],
    ['0113b970fd34f2ce', '059b5e0851cf143a', '86a560f10ec6d85b'],
    ['0170f175468fb5e6', '0756d8e0774761d2', '0cd3da020021dc09'],
    ['43297fad38e373fe', '762514b829bf486a', 'ea676b2cb7db2b7a'],
    ['07a7137045da2a16', '3bdd119049372802', 'dfd64a815caf1a0f'],
    ['04689104c2fd3b2f', '26955f6835af609a', '5c513c9c4886c088'],
    ['37d06bb516cb7546', '164d5e404f275232', '0a2aeeae3ff4ab77'],
    ['1f08260d1ac2465e', '6b056e18759f5cca', 'ef1bf03e5dfa575a'],
    ['584023641aba6176', '004bd6ef09176062', '88bf0db6d70dee56'],
    ['025816164629b007', '480d39006ee762f2', 'a1f9915541020b56'],
    ['49793ebc79b3258f', '437540c8698f3cfa', '6fbf1cafcffd0556'],
    ['4fb05e1515ab73a7', '072d43a077075292', '2f22e49bab7ca1ac'],
    ['49e95d6d4ca229bf', '02fe55778117f12a', '5a6b612cc26cce4a'],
    ['018310dc409b26d6', '1d9d5c5018f728c2', '5f4c038ed12b2e41'],
    ['1c587f1c13924fef', '305532286d6f295a', '63fac0d034d9f793'],
  ])('one key of %s makes of %s what NIST publishes', (key, plain, expected) => {
    const cipher = createTripleDes(hex(key));
    const block = hex(plain);
    cipher.encryptBlock(block, 0);
    expect(encodeHex(block)).toBe(expected);
    cipher.decryptBlock(block, 0);
    expect(encodeHex(block)).toBe(plain);
  });

  test('two keys are three of which the first comes again', () => {
    const block = hex('0123456789abcdef');
    createTripleDes(hex('0123456789abcdef 23456789abcdef01')).encryptBlock(block, 0);
    createTripleDes(hex('0123456789abcdef 23456789abcdef01 0123456789abcdef')).decryptBlock(block, 0);
    expect(encodeHex(block)).toBe('0123456789abcdef');
  });
});

// RFC 2268, section 5.
test.each([
  ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
  ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
  ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
  ['88', 64, '0000000000000000', '61a8a244adacccf0'],
  ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
  ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
  ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
  ['88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e', 129, '0000000000000000', '5b78d3a43dfff1f1'],
])('RC2 with the key %s of %i bits is that of RFC 2268', (key, bits, plain, ciphertext) => {
  const block = hex(ciphertext);
  createRc2(hex(key), bits).decryptBlock(block, 0);
  expect(encodeHex(block)).toBe(plain);
});

// RFC 6229, section 2, offset 0.
test.each([
  ['0102030405', 'b2396305f03dc027ccc3524a0a1118a86982944f18fc82d589c403a47a0d0919'],
  ['0102030405060708090a0b0c0d0e0f10', '9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c'],
])('RC4 with the key %s is that of RFC 6229', (key, stream) => {
  expect(encodeHex(applyRc4(hex(key), new Uint8Array(32)))).toBe(stream);
});

test('AES-192 is that of FIPS 197, appendix C.2', () => {
  const block = hex('dda97ca4864cdfe06eaf70a0ec0d7191');
  createAes192(hex('000102030405060708090a0b0c0d0e0f1011121314151617')).decryptBlock(block, 0);
  expect(encodeHex(block)).toBe('00112233445566778899aabbccddeeff');
});

describe('blocks in a chain', () => {
  const cipher = createTripleDes(hex('0123456789abcdef 23456789abcdef01 456789abcdef0123'));
  const iv = hex('f69f2445df4f9b17');

  test('give back any bytes as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const ciphertext = encryptCbc(cipher, iv, bytes);
        expect(ciphertext).toHaveLength(bytes.length + 8 - (bytes.length % 8));
        expect(decryptCbc(cipher, iv, ciphertext)).toEqual(bytes);
      }),
    );
  });

  test('give nothing for half a block, no block, or an initial vector of another length', () => {
    const ciphertext = encryptCbc(cipher, iv, hex('0102'));
    expect(decryptCbc(cipher, iv, ciphertext.subarray(1))).toBeUndefined();
    expect(decryptCbc(cipher, iv, new Uint8Array())).toBeUndefined();
    expect(decryptCbc(cipher, iv.subarray(1), ciphertext)).toBeUndefined();
  });

  test.each(['0000000000000000', '0000000000000009', '0000000000000302', '08080808080808ff'])(
    'give nothing where %s stands for padding',
    (last) => {
      // A block alone, whose padding becomes what is wanted by the initial vector.
      const block = hex(last);
      for (const [at, byte] of iv.entries()) block[at] = (block[at] ?? 0) ^ byte;
      cipher.encryptBlock(block, 0);
      expect(decryptCbc(cipher, iv, block)).toBeUndefined();
    },
  );
});
