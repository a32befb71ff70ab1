// Foreign rules of our own writing, each with events that it must find and near misses. Together they hold every modifier
// and every form of a condition.

/** A rule with its events: those under `hits` are found, those under `misses` are not. */
export interface ForeignCase {
  readonly name: string;
  /** The `logsource` and `detection` of the rule, YAML. */
  readonly rule: string;
  readonly hits: readonly Readonly<Record<string, unknown>>[];
  readonly misses: readonly Readonly<Record<string, unknown>>[];
}

const wide = (text: string): string => Array.from(text, (one) => `${one}\0`).join('');
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

/** A YAML list in one line. */
const list = (length: number, item: (number: number) => string): string =>
  `[${Array.from({ length }, (_, number) => `'${item(number)}'`).join(', ')}]`;
const hexOf = (number: number): string => (number * 2_654_435_761 + 11).toString(16).padStart(32, 'c0ffee');

export const FOREIGN_CASES: readonly ForeignCase[] = [
  {
    name: 'case of A to Z only, in expressions and patterns',
    rule: String.raw`
logsource: {category: process_creation}
detection:
  folded: {CommandLine|re|i: '^-k[^a-z]s$'}
  wild: {CommandLine|contains: 'mask '}
  astral: {CommandLine|re: '^\x{1F600}$'}
  condition: 1 of them`,
    hits: [
      { CommandLine: '-K!S' },
      { CommandLine: '-k\u017fs' },
      { CommandLine: 'a MASK b' },
      { CommandLine: '\u{1f600}' },
    ],
    misses: [
      { CommandLine: '-\u212a!s' },
      { CommandLine: '-k!\u017f' },
      { CommandLine: 'ma\u017fk ' },
      { CommandLine: 'mas\u212a ' },
    ],
  },
  {
    name: 'borders of words',
    rule: String.raw`
logsource: {category: process_creation}
detection:
  folded: {CommandLine|re|i: '\bnet\b'}
  inside: {CommandLine|re: 'A\BB'}
  condition: 1 of them`,
    hits: [{ CommandLine: 'run NET use' }, { CommandLine: 'net' }, { CommandLine: 'AB' }],
    misses: [{ CommandLine: 'network' }, { CommandLine: 'a_net' }, { CommandLine: 'A B' }],
  },
  {
    name: 'process creation: backslash-heavy paths',
    rule: String.raw`
logsource: {category: process_creation, product: windows}
detection:
  image: {Image|endswith: ['\powershell.exe', '\pwsh.exe'], ParentImage|startswith: 'C:\Users\'}
  share: {Image|contains: '\\\\server\\share\'}
  folder: {CurrentDirectory: ['C:\Windows\', 'D:/x\', 'E:\']}
  condition: image or share or folder`,
    hits: [
      { CurrentDirectory: 'C:\\windows\\' },
      { CurrentDirectory: 'D:/X\\' },
      { CurrentDirectory: 'e:\\' },
      { Image: String.raw`C:\Windows\System32\PowerShell.EXE`, ParentImage: String.raw`c:\users\me\a.exe` },
      { Image: String.raw`\pwsh.exe`, ParentImage: 'C:\\Users\\' },
      { Image: String.raw`x\\server\share\evil.exe` },
    ],
    misses: [
      { CurrentDirectory: String.raw`C:\Windows` },
      { CurrentDirectory: String.raw`C:\Windows\a` },
      { CurrentDirectory: 'D:/x/' },
      { Image: String.raw`C:\Windows\notpowershell.exe`, ParentImage: String.raw`C:\Users\me` },
      { Image: String.raw`C:\pwsh.exe`, ParentImage: String.raw`D:\Users\me` },
      { Image: String.raw`C:\pwsh.exe` },
      { Image: String.raw`\server\share\evil.exe` },
    ],
  },
  {
    name: 'wildcards and their escapes',
    rule: String.raw`
logsource: {category: process_creation}
detection:
  star: {CommandLine: 'a\*b'}
  mark: {CommandLine: 'is it\?'}
  one: {CommandLine: 'x?z'}
  many: {CommandLine: 'C:\\*\\temp\\*.exe'}
  slash: {CommandLine: 'dir\\\*'}
  condition: 1 of them`,
    hits: [
      { CommandLine: 'A*b' },
      { CommandLine: 'is it?' },
      { CommandLine: 'xyz' },
      { CommandLine: 'x*z' },
      { CommandLine: String.raw`C:\a\b\temp\.exe` },
      { CommandLine: String.raw`dir\*` },
    ],
    misses: [
      { CommandLine: 'axb' },
      { CommandLine: 'is it!' },
      { CommandLine: 'xz' },
      { CommandLine: 'xyyz' },
      { CommandLine: String.raw`C:\temp\a.exe` },
      { CommandLine: String.raw`dir\a` },
    ],
  },
  {
    name: 'contains, all, cased, neq',
    rule: `
logsource: {category: process_creation}
detection:
  all: {CommandLine|contains|all: [' -w ', hidden]}
  cased: {User|cased: SYSTEM}
  other: {Company|neq: Example}
  condition: all and (cased or other)`,
    hits: [
      { CommandLine: 'run -w HIDDEN', User: 'SYSTEM' },
      { CommandLine: 'hidden -W x', User: 'me', Company: 'Other' },
      { CommandLine: 'hidden -w x' },
    ],
    misses: [
      { CommandLine: 'run -w HIDDEN', User: 'system', Company: 'EXAMPLE' },
      { CommandLine: 'run -w', User: 'SYSTEM' },
      { CommandLine: 'hidden -w', User: 'SYSTEM' },
    ],
  },
  {
    name: 'regular expressions with and without flags',
    rule: String.raw`
logsource: {category: process_creation}
detection:
  plain: {CommandLine|re: '\$[a-z]{1,3}\s?='}
  folded: {CommandLine|re|i: 'invoke-[a-z]+\.ps1$'}
  lines: {CommandLine|re|m: '^begin$'}
  all: {CommandLine|re|s: 'first.second'}
  path: {CommandLine|re: '^[A-Z]:\\(?:Windows|Temp)\\[^\\]+\.(?:exe|dll)$'}
  quoted: {CommandLine|re: '"[^"/]+"/#@&<~'}
  condition: 1 of them`,
    hits: [
      { CommandLine: '$abc =' },
      { CommandLine: '$abcd =$ab=' },
      { CommandLine: 'INVOKE-Thing.PS1' },
      { CommandLine: 'x\nbegin\ny' },
      { CommandLine: 'first\nsecond' },
      { CommandLine: String.raw`C:\Temp\a.dll` },
      { CommandLine: 'say "it"/#@&<~ now' },
    ],
    misses: [
      { CommandLine: '$ABC =' },
      { CommandLine: 'invoke-thing.ps1 ' },
      { CommandLine: 'begin it' },
      { CommandLine: 'firstsecond' },
      { CommandLine: String.raw`C:\Temp\a\b.dll` },
      { CommandLine: 'say ""/#@&<~' },
    ],
  },
  {
    name: 'field references',
    rule: `
logsource: {service: auth}
detection:
  same: {SourceUser|fieldref: TargetUser}
  end: {Host|fieldref|endswith: Domain}
  start: {Host|fieldref|startswith: Prefix}
  inside: {Host|fieldref|contains: Part}
  condition: same or end or start or inside`,
    hits: [
      { SourceUser: 'Admin', TargetUser: 'aDMIN' },
      { Host: 'web.Example.com', Domain: 'example.COM' },
      { Host: 'db-01', Prefix: 'DB-' },
      { Host: 'a-mid-b', Part: '-MID-' },
    ],
    misses: [
      { SourceUser: 'Admin', TargetUser: 'Admins' },
      { SourceUser: 'Admin' },
      { TargetUser: 'Admin' },
      { SourceUser: 'É', TargetUser: 'é' },
      { Host: 'example.com.org', Domain: 'example.com', Prefix: 'x', Part: 'y' },
    ],
  },
  {
    name: 'field references by exact case',
    rule: `
logsource: {service: auth}
detection:
  same: {SourceUser|fieldref|cased: TargetUser}
  condition: same`,
    hits: [
      { SourceUser: 'Admin', TargetUser: 'Admin' },
      { SourceUser: '007', TargetUser: '007' },
    ],
    misses: [
      { SourceUser: 'Admin', TargetUser: 'admin' },
      { SourceUser: '007', TargetUser: '7' },
    ],
  },
  {
    name: 'null and exists',
    rule: `
logsource: {service: audit}
detection:
  none: {Product: null}
  there: {Level|exists: true}
  not_there: {Hidden|exists: false}
  condition: none and there and not_there`,
    hits: [{ Level: 'x' }, { Level: 'x', Product: null }],
    misses: [{ Level: 'x', Product: 'p' }, { Product: null }, { Level: 'x', Hidden: 'y' }],
  },
  {
    name: 'empty strings',
    rule: `
logsource: {service: audit}
detection:
  empty: {Description: ''}
  condition: empty`,
    hits: [{ Description: '' }],
    misses: [{ Description: ' ' }, { Description: 'x' }, {}],
  },
  {
    name: 'numbers',
    rule: `
logsource: {category: network_connection}
detection:
  port: {DestinationPort: [22, 3389]}
  large: {Bytes|gt: 1000000}
  most: {Ratio|lte: 0.5}
  few: {Count|lt: 3, Count|gte: 1}
  differs: {Version|neq: 2}
  condition: port or large or most or few or differs`,
    hits: [
      { DestinationPort: 22 },
      { DestinationPort: '3389' },
      { Bytes: 1000001 },
      { Ratio: '0.5' },
      { Ratio: -1 },
      { Count: '2' },
      { Version: 3 },
    ],
    misses: [
      { DestinationPort: 222, Version: 2 },
      { DestinationPort: 'ssh22', Version: '2' },
      { Bytes: '1000000', Version: 2 },
      { Ratio: 'none', Count: 0, Version: 2 },
      { Count: 3, Version: '2.0' },
    ],
  },
  {
    name: 'booleans',
    rule: `
logsource: {product: azure}
detection:
  yes: {Enabled: true}
  condition: yes`,
    hits: [{ Enabled: true }, { Enabled: 'true' }, { Enabled: 'True' }],
    misses: [{ Enabled: false }, { Enabled: 'yes' }, { Enabled: 1 }, {}],
  },
  {
    name: 'networks',
    rule: `
logsource: {category: firewall}
detection:
  four: {DestinationIp|cidr: [10.0.0.0/8, 192.168.7.0/28]}
  local: {SourceIp: 127.0.0.1}
  condition: four and not local`,
    hits: [{ DestinationIp: '10.255.0.1' }, { DestinationIp: '192.168.7.15', SourceIp: '127.0.0.2' }],
    misses: [
      { DestinationIp: '11.0.0.1' },
      { DestinationIp: '192.168.7.16' },
      { DestinationIp: '10.0.0.300' },
      { DestinationIp: '10.0.0.1', SourceIp: '127.0.0.1' },
      { DestinationIp: 'host' },
    ],
  },
  {
    name: 'networks of IPv6',
    rule: `
logsource: {category: firewall}
detection:
  six: {DestinationIp|cidr: ['fe80::/10', '2001:db8::/32']}
  condition: six`,
    hits: [{ DestinationIp: 'fe80::1' }, { DestinationIp: '2001:db8:0:0::1' }],
    misses: [{ DestinationIp: '2001:db9::1' }, { DestinationIp: '10.0.0.1' }, { DestinationIp: '::1' }],
  },
  {
    name: 'encodings',
    rule: `
logsource: {category: process_creation}
detection:
  whole: {CommandLine|base64: IEX}
  offset: {CommandLine|base64offset|contains: 'http://'}
  wide: {CommandLine|wide|base64offset|contains: 'http://'}
  dash: {CommandLine|contains|windash: ' -enc'}
  condition: 1 of them`,
    hits: [
      { CommandLine: 'SUVY' },
      { CommandLine: `x ${base64('http://a')}` },
      { CommandLine: base64('.http://a') },
      { CommandLine: base64('..http://a') },
      { CommandLine: base64(wide('http://a')) },
      { CommandLine: 'p /ENC x' },
      { CommandLine: 'p –enc x' },
    ],
    misses: [{ CommandLine: 'IEX' }, { CommandLine: base64('https://a') }, { CommandLine: 'p-enc' }],
  },
  {
    name: 'keywords',
    rule: `
logsource: {product: linux}
detection:
  keywords: [EVILSERVICE, 'rm -rf /*', '100% "sure"']
  condition: keywords`,
    hits: [{ message: 'the evilservice began' }, { any: 'x rm -RF /home' }, { deep: 'is 100% "SURE" of it' }],
    misses: [{ message: 'evil service' }, { any: 'rm -rf home' }, { EVILSERVICE: 'x' }],
  },
  {
    name: 'all of the keywords',
    rule: `
logsource: {product: linux}
detection:
  keywords:
    '|all': [OabVirtualDirectory, ' -ExternalUrl ']
  condition: keywords`,
    hits: [{ message: 'Set-OabVirtualDirectory -ExternalUrl x' }],
    misses: [{ message: 'Set-OabVirtualDirectory' }, { message: ' -ExternalUrl ' }],
  },
  {
    name: 'all of, 1 of with a pattern, nested not',
    rule: `
logsource: {product: aws, service: cloudtrail}
detection:
  selection_event: {eventName: [DeleteTrail, StopLogging]}
  selection_source: {eventSource|endswith: .amazonaws.com}
  filter_main_role: {userIdentity.type: AssumedRole}
  filter_optional_tool: {userAgent|startswith: terraform}
  condition: all of selection_* and not (1 of filter_main_* and not filter_optional_tool)`,
    hits: [
      { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' },
      { eventName: 'deletetrail', eventSource: 'x.amazonaws.com', 'userIdentity.type': 'Root' },
      {
        eventName: 'deletetrail',
        eventSource: 'x.amazonaws.com',
        'userIdentity.type': 'AssumedRole',
        userAgent: 'Terraform/1',
      },
    ],
    misses: [
      { eventName: 'StopLogging', eventSource: 'cloudtrail', 'userIdentity.type': 'Root' },
      { eventName: 'StopLogging', eventSource: 'x.amazonaws.com', 'userIdentity.type': 'AssumedRole' },
      { eventName: 'StartLogging', eventSource: 'x.amazonaws.com' },
    ],
  },
  {
    name: 'a list of maps, and names that are no identifiers',
    rule: `
logsource: {category: proxy}
detection:
  selection:
    - cs-method: POST
      c-uri|endswith: .php
    - 'sc status': 404
      c-useragent|contains: ["sqlmap", 'it''s "quoted"', "a|b", "{{x}}", "$t$", "\`m\`"]
  condition: selection`,
    hits: [
      { 'cs-method': 'post', 'c-uri': '/a.PHP' },
      { 'sc status': 404, 'c-useragent': 'SQLMAP/1' },
      { 'sc status': '404', 'c-useragent': 'x it\'s "quoted"' },
      { 'sc status': 404, 'c-useragent': 'A|B' },
      { 'sc status': 404, 'c-useragent': '{{X}}' },
      { 'sc status': 404, 'c-useragent': '-$t$-' },
      { 'sc status': 404, 'c-useragent': '`m`' },
    ],
    misses: [
      { 'cs-method': 'GET', 'c-uri': '/a.php' },
      { 'sc status': 200, 'c-useragent': 'sqlmap' },
      { 'sc status': 404, 'c-useragent': 'ab' },
      { 'c-useragent': 'sqlmap' },
    ],
  },
  {
    name: 'parts of a time',
    rule: `
logsource: {service: auth}
detection:
  night: {UtcTime|hour|gte: 22}
  year: {UtcTime|year: 2025}
  month: {UtcTime|month|lte: 2}
  condition: night or (year and month)`,
    hits: [{ UtcTime: '2026-03-01T23:10:00.000Z' }, { UtcTime: '2025-02-28T10:00:00.000Z' }],
    misses: [{ UtcTime: '2026-03-01T21:59:59.999Z' }, { UtcTime: '2025-03-01T10:00:00.000Z' }, { UtcTime: 'never' }],
  },
  {
    name: 'exact case, as Datadog can say it',
    rule: `
logsource: {product: okta}
detection:
  event: {eventType|cased: 'user.session.start', outcome.result|cased: [FAILURE, 'DENY'], actor.id|cased|startswith: '00u'}
  filter: {client.device|cased|contains: 'a "b" c'}
  condition: event and not filter`,
    hits: [{ eventType: 'user.session.start', 'outcome.result': 'DENY', 'actor.id': '00u1' }],
    misses: [
      { eventType: 'user.session.start', 'outcome.result': 'deny', 'actor.id': '00u1' },
      { eventType: 'user.session.start', 'outcome.result': 'FAILURE', 'actor.id': '0' },
      { eventType: 'user.session.end', 'outcome.result': 'FAILURE', 'actor.id': '00u1' },
    ],
  },
  {
    name: 'expressions just below what Elasticsearch gives up on',
    rule: String.raw`
logsource: {category: process_creation}
detection:
  gap: {CommandLine|re|s: 'o.{1,10}bar'}
  run: {CommandLine|re: 'x{310,}'}
  pair: {CommandLine|re|s: 'o.{3,8}b.{1,4}c'}
  any: {Company|re|s: '.{440}'}
  condition: 1 of them`,
    hits: [
      { CommandLine: 'fo1234567890bar' },
      { CommandLine: `a${'x'.repeat(310)}b` },
      { CommandLine: 'o123b4c' },
      { Company: 'é'.repeat(440) },
    ],
    misses: [
      { CommandLine: 'fobar' },
      { CommandLine: 'fo12345678901bar' },
      { CommandLine: `a${'x'.repeat(309)}b${'x'.repeat(300)}` },
      { CommandLine: 'o12b4c' },
      { Company: 'y'.repeat(439) },
    ],
  },
  {
    name: 'lists of hundreds, in every position',
    rule: `
logsource: {category: driver_load}
detection:
  hash:
    Hashes|contains: ${list(600, (number) => `MD5=${hexOf(number)}`)}
  name:
    ImageLoaded|endswith: ${list(150, (number) => String.raw`\d${String(number)}.sys`)}
  exact:
    Signature: ${list(350, (number) => `Vendor ${String(number)}`)}
  every:
    CommandLine|contains|all: ${list(120, (number) => `-f${String(number)}-`)}
  filter:
    User|startswith: ${list(150, (number) => `svc${String(number)}-`)}
  condition: 1 of h* or name or exact or every and not filter`,
    hits: [
      { Hashes: `SHA1=1,md5=${hexOf(599).toUpperCase()},IMPHASH=2` },
      { ImageLoaded: String.raw`C:\D149.SYS` },
      { Signature: 'vendor 349' },
      { CommandLine: Array.from({ length: 120 }, (_, number) => `-F${String(number)}-`).join(''), User: 'svc150-a' },
      // `and` binds closer than `or`: the filter belongs to the last alone.
      { Signature: 'Vendor 0', User: 'svc0-a' },
    ],
    misses: [
      { Hashes: `MD5=${hexOf(600)}` },
      { ImageLoaded: String.raw`C:\d150.sys` },
      { Signature: 'Vendor 350' },
      { CommandLine: Array.from({ length: 119 }, (_, number) => `-f${String(number)}-`).join('') },
      { CommandLine: Array.from({ length: 120 }, (_, number) => `-f${String(number)}-`).join(''), User: 'SVC149-a' },
    ],
  },
  {
    name: 'a long run of one character',
    rule: `
logsource: {category: process_creation}
detection:
  run:
    CommandLine|contains: '${'0'.repeat(300)}'
  runs:
    CommandLine|contains: ['${'1'.repeat(200)}', '${'1'.repeat(199)}2']
  condition: run or runs`,
    hits: [
      { CommandLine: `1${'0'.repeat(300)}1` },
      { CommandLine: '1'.repeat(200) },
      { CommandLine: `1${'1'.repeat(199)}2` },
    ],
    misses: [{ CommandLine: `${'0'.repeat(299)}1${'0'.repeat(299)}` }, { CommandLine: `${'1'.repeat(198)}2` }],
  },
  {
    name: 'numbers above 64 bits and with more than twenty decimals',
    rule: `
logsource: {category: network_connection}
detection:
  large: {Bytes|gt: '1000000000000000000000'}
  between: {Packets|gte: '9223372036854775808', Packets|lt: '18446744073709551616'}
  negative: {Offset|lt: '-1000000000000000000000'}
  tiny: {Ratio|gt: 0.00000000000000000000015, Ratio|lt: 2.5e-22}
  condition: 1 of them`,
    hits: [
      { Bytes: '1000000000000000000001000000' },
      { Packets: '9223372036854775808' },
      { Packets: '10000000000000000000' },
      { Offset: '-2000000000000000000000' },
      { Ratio: '0.0000000000000000000002' },
    ],
    misses: [
      { Bytes: '1000000000000000000000' },
      { Bytes: '999' },
      { Packets: '9223372036854774000' },
      { Packets: '18446744073709551616' },
      { Offset: '-1000000000000000000000' },
      { Ratio: '0.0000000000000000000001' },
      { Ratio: '0.0000000000000000000003' },
    ],
  },
];
