// Runs searches in Teragrep's pth_10: JSON lines of {query, columns, rows} in, {rows} or {error} as JSON lines out.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.teragrep.pth10.ast.DPLAuditInformation;
import com.teragrep.pth10.ast.DPLParserCatalystContext;
import com.teragrep.pth10.ast.DPLParserCatalystVisitor;
import com.teragrep.pth10.ast.bo.TranslationResultNode;
import com.teragrep.pth10.steps.AbstractStep;
import com.teragrep.pth_03.antlr.DPLLexer;
import com.teragrep.pth_03.antlr.DPLParser;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.BaseErrorListener;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.CharStreams;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.CommonTokenStream;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.RecognitionException;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.Recognizer;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.tree.ParseTree;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.TimeZone;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

public class RunSpl {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A syntax error is an answer; without this the parser would guess and go on. */
  private static final class FirstError extends BaseErrorListener {
    @Override
    public void syntaxError(Recognizer<?, ?> r, Object symbol, int line, int column, String message, RecognitionException e) {
      throw new IllegalArgumentException("syntax error " + line + ":" + column + " " + message);
    }
  }

  private static ParseTree parse(String query) {
    DPLLexer lexer = new DPLLexer(CharStreams.fromString(query));
    lexer.removeErrorListeners();
    lexer.addErrorListener(new FirstError());
    DPLParser parser = new DPLParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(new FirstError());
    return parser.root();
  }

  private static DPLParserCatalystContext context(SparkSession spark, Dataset<Row> rows) {
    DPLParserCatalystContext context = new DPLParserCatalystContext(spark);
    // Its word for "the rows are given": otherwise it asks an archive for them.
    context.setTestingMode(true);
    context.setEarliest("-100Y");
    context.setDs(rows);
    DPLAuditInformation audit = new DPLAuditInformation();
    audit.setQuery("");
    audit.setReason("");
    audit.setUser("");
    audit.setTeragrepAuditPluginClassName("");
    context.setAuditInformation(audit);
    return context;
  }

  /** Its steps in their order, on rows that are all there: no stream, whose batches it would sort by time. Each is told, as
   *  there, whether stats came before. */
  private static Dataset<Row> run(SparkSession spark, JsonNode asked) throws Exception {
    Dataset<Row> rows = new Frame(asked.get("columns")).of(spark, asked.get("rows"));
    DPLParserCatalystVisitor visitor = new DPLParserCatalystVisitor(context(spark, rows));
    TranslationResultNode translated = (TranslationResultNode) visitor.visit(parse(asked.get("query").asText()));
    boolean aggregated = false;
    for (AbstractStep step : translated.stepList.asList()) {
      step.setAggregatesUsedBefore(aggregated);
      aggregated |= step.hasProperty(AbstractStep.CommandProperty.AGGREGATE);
    }
    return translated.stepList.executeSubsearch(null);
  }

  /** The whole chain: Spark wraps what a function threw, and says only that it did. */
  private static String told(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable one = thrown; one != null; one = one.getCause()) {
      text.append(text.length() == 0 ? "" : " <- ").append(String.valueOf(one).split("\n")[0]);
      if (one.getCause() != null) continue;
      for (StackTraceElement at : one.getStackTrace()) {
        if (!at.getClassName().startsWith("com.teragrep.")) continue;
        text.append(" in ").append(at.getClassName().replaceAll(".*\\.", "")).append('.').append(at.getMethodName());
        break;
      }
    }
    return text.toString();
  }

  private static ObjectNode answer(SparkSession spark, JsonNode asked) {
    ObjectNode answer = JSON.createObjectNode();
    try {
      answer.set("rows", Frame.json(run(spark, asked)));
    } catch (Exception e) {
      answer.put("error", told(e));
    }
    return answer;
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    SparkSession spark =
        SparkSession.builder()
            .appName("pth_10")
            .master("local[1]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.local.dir", args[0])
            .config("spark.sql.warehouse.dir", args[0])
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.adaptive.enabled", "false")
            // A handful of rows a search: compiling a program for each takes longer than it saves. Conditions are then also
            // read from left to right, as SPL reads them.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            // What stats compiles all the same is kept.
            .config("spark.sql.codegen.cache.maxEntries", "10000")
            .getOrCreate();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(JSON.writeValueAsString(answer(spark, JSON.readTree(line))));
    }
    spark.stop();
  }
}
