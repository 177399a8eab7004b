// One JSON string a line in; a digest of javac's tree, or "invalid", a line out.
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

public class JavacTree {
    static String unquote(String json) {
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < json.length() - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') { out.append(c); continue; }
            c = json.charAt(++i);
            switch (c) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'f' -> out.append('\f');
                case 'b' -> out.append('\b');
                case 'u' -> { out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16)); i += 4; }
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String line;
        while ((line = in.readLine()) != null) {
            String text = unquote(line);
            JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
                @Override public CharSequence getCharContent(boolean ignore) { return text; }
            };
            DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
            JavacTask task = (JavacTask) compiler.getTask(null, null, found, null, null, List.of(file));
            StringBuilder tree = new StringBuilder();
            for (CompilationUnitTree unit : task.parse()) tree.append(unit);
            boolean wrong = found.getDiagnostics().stream().anyMatch(d -> d.getKind() == Diagnostic.Kind.ERROR);
            // Doc comments are printed with the tree; they are no part of the program.
            String plain = tree.toString().replaceAll("(?s)/\\*\\*.*?\\*/", "").replaceAll("\\s+\n", "\n").strip();
            byte[] digest = MessageDigest.getInstance("MD5").digest(plain.getBytes(StandardCharsets.UTF_8));
            System.out.println(wrong ? "invalid" : HexFormat.of().formatHex(digest));
        }
    }
}
