import { defineConfig } from 'vitest/config';

// The engine suites: not part of `npm test`, run by `npm run test:engines`.
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.suite.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    fileParallelism: false,
    reporters: ['default'],
  },
});
