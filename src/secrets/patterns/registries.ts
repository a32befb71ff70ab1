/**
 * Package registries.
 * @module
 */
import { hasBase62Checksum } from '../checksums.js';
import { patternsOf } from '../pattern.js';

const registry = patternsOf('registry');

/** Types of this group. */
export const REGISTRIES = [
  registry('npm_token', 'npm access token', ['npm_'], /npm_[A-Za-z0-9]{36}/, {
    entropy: 3.5,
    checksum: hasBase62Checksum,
  }),
  registry(
    'pypi_token',
    'PyPI upload token',
    ['pypi-'],
    /pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZw)[A-Za-z0-9_-]{50,1000}/,
    { entropy: 3.5 },
  ),
  registry('rubygems_token', 'RubyGems API key', ['rubygems_'], /rubygems_[a-f0-9]{48}/),
  registry('crates_io_token', 'crates.io API token', ['cio'], /cio[A-Za-z0-9]{32}/, { entropy: 3.7 }),
  registry('nuget_api_key', 'NuGet API key', ['oy2'], /oy2[a-z0-9]{43}/),
  registry('docker_token', 'Docker Hub access token', ['dckr_pat_', 'dckr_oat_'], /dckr_[po]at_[A-Za-z0-9_-]{27,40}/, {
    entropy: 3.5,
  }),
  registry('clojars_token', 'Clojars deploy token', ['clojars_'], /CLOJARS_[a-z0-9]{60}/i),
  registry(
    'artifactory_token',
    'JFrog Artifactory API key',
    ['akcp', 'cmvmd'],
    /(?:AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})/,
    {
      entropy: 3.5,
    },
  ),
] as const;
