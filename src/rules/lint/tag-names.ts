/**
 * Names of what tags say: OWASP Top 10 for Agentic Applications 2026, and the MITRE ATLAS and ATT&CK techniques that the
 * package's own rules carry. Every id of the three is known, so that a typing error cannot invent one.
 * @module
 */
import { isAtlasId, isAttackId } from './mitre-ids.js';

/** `owasp.asi01` to `owasp.asi10`. */
export const OWASP_ASI: Readonly<Record<string, string>> = {
  asi01: 'Agent Goal Hijack',
  asi02: 'Tool Misuse and Exploitation',
  asi03: 'Identity and Privilege Abuse',
  asi04: 'Agentic Supply Chain Vulnerabilities',
  asi05: 'Unexpected Code Execution',
  asi06: 'Memory & Context Poisoning',
  asi07: 'Insecure Inter-Agent Communication',
  asi08: 'Cascading Failures',
  asi09: 'Human-Agent Trust Exploitation',
  asi10: 'Rogue Agents',
};

/** `atlas.aml.t0053` and the like. */
export const ATLAS: Readonly<Record<string, string>> = {
  'aml.t0012': 'Valid Accounts',
  'aml.t0029': 'Denial of AI Service',
  'aml.t0034': 'Cost Harvesting',
  'aml.t0034.002': 'Agentic Resource Consumption',
  'aml.t0051': 'LLM Prompt Injection',
  'aml.t0053': 'AI Agent Tool Invocation',
  'aml.t0054': 'LLM Jailbreak',
  'aml.t0055': 'Unsecured Credentials',
  'aml.t0057': 'LLM Data Leakage',
  'aml.t0080': 'AI Agent Context Poisoning',
  'aml.t0081': 'Modify AI Agent Configuration',
  'aml.t0083': 'Credentials from AI Agent Configuration',
  'aml.t0084': 'Discover AI Agent Configuration',
  'aml.t0085.001': 'Data from AI Services: AI Agent Tools',
  'aml.t0086': 'Exfiltration via AI Agent Tool Invocation',
  'aml.t0091': 'Use Alternate Authentication Material',
  'aml.t0098': 'AI Agent Tool Credential Harvesting',
  'aml.t0099': 'AI Agent Tool Data Poisoning',
  'aml.t0101': 'Data Destruction via AI Agent Tool Invocation',
  'aml.t0103': 'Deploy AI Agent',
  'aml.t0104': 'Publish Poisoned AI Agent Tool',
  'aml.t0105': 'Escape to Host',
  'aml.t0108': 'AI Agent',
  'aml.t0110': 'AI Agent Tool Poisoning',
  'aml.t0112.000': 'Machine Compromise: Local AI Agent',
};

/** `attack.t1078` and the like. */
export const ATTACK: Readonly<Record<string, string>> = {
  t1059: 'Command and Scripting Interpreter',
  t1078: 'Valid Accounts',
  t1110: 'Brute Force',
  t1195: 'Supply Chain Compromise',
  t1496: 'Resource Hijacking',
  t1499: 'Endpoint Denial of Service',
  t1552: 'Unsecured Credentials',
  t1562: 'Impair Defenses',
  't1562.006': 'Impair Defenses: Indicator Blocking',
};

const LISTS: Readonly<Record<string, readonly [known: (id: string) => boolean, title: string]>> = {
  owasp: [(id) => Object.hasOwn(OWASP_ASI, id), 'OWASP Top 10 for Agentic Applications 2026'],
  atlas: [isAtlasId, 'MITRE ATLAS 5.6'],
  attack: [isAttackId, 'MITRE ATT&CK Enterprise 18.1'],
};

/** Name of the list that lacks the tag's id; undefined when the id is known or its namespace has no list. */
export const listLackingTag = (tag: string): string | undefined => {
  const dot = tag.indexOf('.');
  const list = dot === -1 || !Object.hasOwn(LISTS, tag.slice(0, dot)) ? undefined : LISTS[tag.slice(0, dot)];
  if (list === undefined) return undefined;
  const [known, title] = list;
  return known(tag.slice(dot + 1)) ? undefined : title;
};
