/** Eval functions of the subset, as Splunk's Search Reference describes them. */
import { createHash } from 'node:crypto';
import { isFound, pcre } from './pcre.js';
import {
  compare,
  fromList,
  isMulti,
  numberOf,
  single,
  SplError,
  textOf,
  toList,
  type FieldValue,
  type Value,
} from './value.js';

/** Arguments are evaluated on demand: if() and case() look at one branch. */
export type Argument = () => Value;
type Eval = (args: readonly Argument[], now: number) => Value;

const arg = (args: readonly Argument[], index: number): Value => {
  const found = args[index];
  if (found === undefined) throw new SplError('an argument is missing');
  return found();
};
const field = (value: Value): FieldValue => {
  if (typeof value === 'boolean') throw new SplError('a boolean is no field value');
  return value;
};
const text = (args: readonly Argument[], index: number): string | null => {
  const value = single(arg(args, index), 'a text function');
  return value === null ? null : textOf(value);
};
const number = (args: readonly Argument[], index: number): number | null => {
  const value = single(arg(args, index), 'a number function');
  if (value === null) return null;
  const result = numberOf(value);
  if (result === null) throw new SplError(`${textOf(value)} is no number`);
  return result;
};

const onNumber =
  (change: (value: number) => number): Eval =>
  (args) => {
    const value = number(args, 0);
    return value === null ? null : change(value);
  };

/** Halves go up, also below zero. */
const round = (value: number): number => Math.floor(value + 0.5);

const extreme =
  (pick: (...values: readonly number[]) => number): Eval =>
  (args) => {
    const values = args.map((_, index) => number(args, index));
    if (values.some((value) => value === null)) throw new SplError('max() and min() of null are not documented');
    return pick(...(values as number[]));
  };

const onText =
  (change: (value: string) => Value): Eval =>
  (args) => {
    const value = text(args, 0);
    return value === null ? null : change(value);
  };

const ipv4 = (address: string): number | null => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
};

const cidrmatch: Eval = (args) => {
  const [network = '', bits = '32'] = (text(args, 0) ?? '').split('/');
  const address = text(args, 1);
  if (address === null) return null;
  const [base, ip] = [ipv4(network), ipv4(address)];
  if (base === null) throw new SplError('cidrmatch() over IPv6 is outside the subset');
  if (ip === null) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(base / size) === Math.floor(ip / size);
};

/** 1 is the first character; a negative start counts from the end. */
const substr: Eval = (args) => {
  const value = text(args, 0);
  const start = number(args, 1);
  if (value === null || start === null) return null;
  if (start === 0) throw new SplError('substr() from 0 is not documented');
  const characters = Array.from(value);
  const from = start > 0 ? start - 1 : Math.max(0, characters.length + start);
  const length = args.length > 2 ? number(args, 2) : characters.length;
  return length === null ? null : characters.slice(from, from + length).join('');
};

const index = (position: number, length: number): number => (position < 0 ? length + position : position);

/** Every function by its name. */
export const FUNCTIONS: Readonly<Record<string, Eval>> = {
  true: () => true,
  false: () => false,
  null: () => null,
  now: (_, now) => now,
  if: (args) => (arg(args, 0) === true ? arg(args, 1) : arg(args, 2)),
  case: (args) => {
    for (let at = 0; at + 1 < args.length; at += 2) if (arg(args, at) === true) return arg(args, at + 1);
    return null;
  },
  coalesce: (args) => {
    for (const one of args) {
      const value = one();
      if (value !== null) return value;
    }
    return null;
  },
  isnull: (args) => arg(args, 0) === null,
  isnotnull: (args) => arg(args, 0) !== null,
  in: (args) => {
    const value = arg(args, 0);
    if (value === null) return null;
    return args.slice(1).some((one) => compare(value, one()) === 0);
  },
  match: (args) => {
    const value = text(args, 0);
    return value === null ? null : isFound(pcre(text(args, 1) ?? ''), value);
  },
  cidrmatch,
  lower: onText((value) => value.toLowerCase()),
  len: onText((value) => Array.from(value).length),
  md5: onText((value) => createHash('md5').update(value).digest('hex')),
  substr,
  tonumber: (args) => {
    const value = single(arg(args, 0), 'tonumber()');
    return value === null ? null : numberOf(value);
  },
  tostring: (args) => {
    const value = single(arg(args, 0), 'tostring()');
    if (typeof value === 'number' && !Number.isInteger(value)) throw new SplError('text of a fraction');
    return value === null ? null : textOf(value);
  },
  round: (args) => {
    const value = number(args, 0);
    const digits = args.length > 1 ? (number(args, 1) ?? 0) : 0;
    return value === null ? null : round(value * 10 ** digits) / 10 ** digits;
  },
  exact: onNumber((value) => value),
  floor: onNumber(Math.floor),
  sqrt: onNumber((value) => {
    if (value < 0) throw new SplError('sqrt() of a negative number');
    return Math.sqrt(value);
  }),
  max: extreme(Math.max),
  min: extreme(Math.min),
  mvappend: (args) => fromList(args.flatMap((one) => toList(field(one())))),
  mvcount: (args) => {
    const { length } = toList(field(arg(args, 0)));
    return length === 0 ? null : length;
  },
  mvdedup: (args) => fromList([...new Map(toList(field(arg(args, 0))).map((one) => [textOf(one), one])).values()]),
  mvfind: (args) => {
    const expression = pcre(text(args, 1) ?? '');
    const at = toList(field(arg(args, 0))).findIndex((one) => expression.test(textOf(one)));
    return at === -1 ? null : at;
  },
  mvindex: (args) => {
    const list = toList(field(arg(args, 0)));
    const start = index(number(args, 1) ?? 0, list.length);
    const end = args.length > 2 ? index(number(args, 2) ?? 0, list.length) : start;
    return fromList(list.slice(Math.max(0, start), end + 1));
  },
  mvjoin: (args) => {
    const value = field(arg(args, 0));
    const delimiter = text(args, 1);
    return value === null || delimiter === null ? null : toList(value).map(textOf).join(delimiter);
  },
  mvsort: (args) =>
    fromList(
      toList(field(arg(args, 0)))
        .map(textOf)
        .sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
    ),
  mvzip: (args) => {
    const [left, right] = [toList(field(arg(args, 0))), toList(field(arg(args, 1)))];
    const delimiter = args.length > 2 ? (text(args, 2) ?? ',') : ',';
    return fromList(
      left.slice(0, right.length).map((one, index) => `${textOf(one)}${delimiter}${textOf(right[index] ?? '')}`),
    );
  },
  mvrange: (args) => {
    const [start, end, step] = [number(args, 0), number(args, 1), args.length > 2 ? number(args, 2) : 1];
    if (start === null || end === null || step === null) return null;
    if (step <= 0) throw new SplError('mvrange() with a step that is not positive');
    const list: number[] = [];
    for (let at = start; at < end; at += step) list.push(at);
    return fromList(list);
  },
  split: (args) => {
    const value = text(args, 0);
    const delimiter = text(args, 1);
    if (value === null || delimiter === null) return null;
    if (value === '' || delimiter === '') throw new SplError('split() of or by nothing is not documented');
    return fromList(value.split(delimiter));
  },
};

/** `.` joins texts; null joined with anything is null. */
export const concatenate = (left: Value, right: Value): Value => {
  const a = single(left, 'a concatenation');
  const b = single(right, 'a concatenation');
  return a === null || b === null ? null : textOf(a) + textOf(b);
};

/** Arithmetic; null with anything is null, and so is a division by zero. */
export const calculate = (operator: string, left: Value, right: Value): Value => {
  if (isMulti(left) || isMulti(right)) throw new SplError('arithmetic on several values');
  if (left === null || right === null) return null;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === null || b === null) throw new SplError(`${String(left)} ${operator} ${String(right)} is no arithmetic`);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? null : a / b;
    default:
      throw new SplError(`operator ${operator}`);
  }
};
