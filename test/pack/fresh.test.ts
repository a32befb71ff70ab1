import { describe, expect, it } from 'vitest';
import { loadDashboards } from '../../src/dashboards/parse.js';
import { buildPack } from '../../src/pack/build.js';
import { manifestOf, readPackFiles } from '../../src/pack/read-pack.js';
import { DEFAULT_SETTINGS } from '../../src/pack/settings.js';
import { checkFresh, checkSums } from '../../src/pack/verify.js';
import { rules, tests } from './build-once.js';

describe('pack/', () => {
  it('is what the sources build: `npm run pack` builds it', () => {
    const files = readPackFiles('pack');
    const built = buildPack({
      rules,
      tests,
      dashboards: loadDashboards('dashboards'),
      settings: DEFAULT_SETTINGS,
      before: files,
    });
    expect(checkSums(files, manifestOf(files, 'pack'))).toEqual([]);
    expect(checkFresh(files, built.files)).toEqual([]);
  });
});
