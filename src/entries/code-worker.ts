import { createCodeReader } from '#adapters/qr-decode/create-code-reader';
import { findNativeDetector } from '#adapters/qr-decode/native-detector';
import { exposeCodeReader } from '#adapters/threads/expose-code-reader';
import { raiseRejections } from '#adapters/threads/raise-rejections';

raiseRejections(globalThis);
exposeCodeReader(createCodeReader(findNativeDetector(globalThis)));
