// Microsoft's own Kusto parser and binder: unknown names, type errors, and the columns a query gives.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Loads the parser (about 6 s) with these tables and functions known. */
export const loadKustoParser = (tables, functions = []) => {
  // The order matters: the first file creates Bridge and System, the second Kusto.
  require('@kusto/language-service-next/bridge.min');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min');
  const { Kusto, Bridge, System } = globalThis;
  const language = Kusto.Language;
  const symbols = language.Symbols;
  const list = (sequence) => (sequence == null ? [] : Bridge.toArray(sequence));
  const members = [
    ...Object.entries(tables).map(([name, schema]) => new symbols.TableSymbol.$ctor7(name, schema, null)),
    ...functions.map(({ name, parameters, body }) => new symbols.FunctionSymbol.$ctor16(name, parameters, body, null)),
  ];
  const globals = language.GlobalState.Default.WithDatabase(
    new symbols.DatabaseSymbol.$ctor1('workspace', System.Array.init(members, symbols.Symbol), false),
  );
  return {
    /** Errors and result columns of one query. */
    check(text) {
      const code = language.KustoCode.ParseAndAnalyze(text, globals);
      const errors = list(code.GetDiagnostics())
        .filter((diagnostic) => diagnostic.Severity === 'Error')
        .map(
          (diagnostic) =>
            `${diagnostic.Message} at ${diagnostic.Start}: ${text.slice(diagnostic.Start, diagnostic.Start + diagnostic.Length)}`,
        );
      const type = code.ResultType;
      const columns = type?.Columns
        ? list(type.Columns).map((column) => ({ name: column.Name, type: column.Type.Name }))
        : [];
      return { errors, columns };
    },
  };
};

/** The watchlist function as rules call it. */
export const WATCHLIST_FUNCTION = {
  name: '_GetWatchlist',
  parameters: '(watchlist:string)',
  body: '{ datatable(LastUpdatedTimeUTC:datetime, SearchKey:string, agent_id:string, ["kind"]:string, ["value"]:string)[] }',
};
