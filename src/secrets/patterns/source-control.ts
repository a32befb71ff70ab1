/**
 * Source control and continuous integration.
 * @module
 */
import { hasBase62Checksum } from '../checksums.js';
import { patternsOf } from '../pattern.js';

const scm = patternsOf('source control');
const github = { entropy: 3.5, checksum: hasBase62Checksum };

/** Types of this group. */
export const SOURCE_CONTROL = [
  scm('github_pat', 'GitHub personal access token', ['ghp_'], /ghp_[A-Za-z0-9]{36}/, github),
  scm('github_oauth_token', 'GitHub OAuth token', ['gho_'], /gho_[A-Za-z0-9]{36}/, github),
  scm('github_app_token', 'GitHub App token', ['ghu_', 'ghs_'], /gh[us]_[A-Za-z0-9]{36}/, github),
  scm('github_refresh_token', 'GitHub refresh token', ['ghr_'], /ghr_[A-Za-z0-9]{36,76}/, github),
  scm(
    'github_fine_grained_pat',
    'GitHub fine-grained personal access token',
    ['github_pat_'],
    /github_pat_[A-Za-z0-9_]{82}/,
    { entropy: 3.5 },
  ),
  scm(
    'gitlab_pat',
    'GitLab personal access token',
    ['glpat-'],
    /glpat-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?/,
    {
      entropy: 3.3,
    },
  ),
  scm(
    'gitlab_token',
    'GitLab deploy, runner, trigger, feed, agent or job token',
    [
      'gldt-',
      'glrt-',
      'glrtr-',
      'glptt-',
      'glft-',
      'glsoat-',
      'glffct-',
      'glagent-',
      'glimt-',
      'glcbt-',
      'gloas-',
      'gr1348941',
    ],
    /(?:gl(?:dt|rt|rtr|ptt|ft|soat|ffct|agent|imt|oas)-|glcbt-(?:[0-9a-f]{1,5}_)?|GR1348941)[A-Za-z0-9_-]{20,300}/,
    { entropy: 3.3 },
  ),
  scm('gitlab_session', 'GitLab session cookie', ['_gitlab_session='], /_gitlab_session=(?<secret>[0-9a-z]{32})/, {
    unbounded: true,
  }),
  scm(
    'harness_api_key',
    'Harness API key',
    ['pat.', 'sat.'],
    /[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}/,
    {
      entropy: 3.5,
    },
  ),
  scm('bitbucket_app_password', 'Bitbucket app password', ['atbb'], /ATBB[A-Za-z0-9]{28,36}/, { entropy: 3.5 }),
  scm('atlassian_api_token', 'Atlassian API token', ['atatt3', 'atctt3'], /AT[AC]TT3[A-Za-z0-9_=-]{60,250}/, {
    entropy: 3.5,
  }),
  scm('sourcegraph_token', 'Sourcegraph access token', ['sgp_'], /sgp_(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}/i),
  scm('buildkite_token', 'Buildkite token', ['bkua_'], /bkua_[a-z0-9]{40}/),
  scm('circleci_token', 'CircleCI personal access token', ['ccipat_'], /CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}/),
  scm('sonar_token', 'SonarQube token', ['squ_', 'sqp_', 'sqa_'], /sq[upa]_[a-f0-9]{40}/),
  scm(
    'snyk_token',
    'Snyk service token',
    ['snyk_'],
    /snyk_(?:uat|sat|pat)\.[a-f0-9]{8}\.[A-Za-z0-9_-]{30,400}(?:\.[A-Za-z0-9_-]{8,200})?/,
    {
      entropy: 3.5,
    },
  ),
  scm('octopus_api_key', 'Octopus Deploy API key', ['api-'], /API-(?![0-9A-F]{26})[A-Z0-9]{26,32}/, { entropy: 3.3 }),
  scm(
    'launchdarkly_key',
    'LaunchDarkly SDK or API key',
    ['sdk-', 'api-'],
    /(?:sdk|api)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
  ),
] as const;
