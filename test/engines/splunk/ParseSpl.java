// Reads searches, one a line with \n, \r, \t and \\ escaped, and answers each with OK or the first syntax error.
import com.teragrep.pth_03.antlr.DPLLexer;
import com.teragrep.pth_03.antlr.DPLParser;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.BaseErrorListener;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.CharStreams;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.CommonTokenStream;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.RecognitionException;
import com.teragrep.pth_03.shaded.org.antlr.v4.runtime.Recognizer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

public class ParseSpl {
  static final class FirstError extends BaseErrorListener {
    String text;

    @Override
    public void syntaxError(Recognizer<?, ?> r, Object symbol, int line, int column, String message, RecognitionException e) {
      if (text == null) text = line + ":" + column + " " + message;
    }
  }

  static String check(String search) {
    FirstError error = new FirstError();
    try {
      DPLLexer lexer = new DPLLexer(CharStreams.fromString(search));
      lexer.removeErrorListeners();
      lexer.addErrorListener(error);
      DPLParser parser = new DPLParser(new CommonTokenStream(lexer));
      parser.removeErrorListeners();
      parser.addErrorListener(error);
      parser.root();
    } catch (RuntimeException e) {
      return "ERROR " + e;
    }
    return error.text == null ? "OK" : "ERROR " + error.text;
  }

  static String unescape(String line) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c != '\\' || at + 1 == line.length()) {
        out.append(c);
        continue;
      }
      char next = line.charAt(++at);
      out.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next);
    }
    return out.toString();
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(check(unescape(line)).replace('\n', ' ').replace('\r', ' '));
    }
  }
}
