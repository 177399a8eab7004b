// One JSON string a line in; a digest of the Kotlin compiler's syntax tree, or "invalid", a line out.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jetbrains.kotlin.cli.jvm.compiler.EnvironmentConfigFiles;
import org.jetbrains.kotlin.cli.jvm.compiler.KotlinCoreEnvironment;
import com.intellij.openapi.util.Disposer;
import com.intellij.psi.PsiComment;
import com.intellij.psi.PsiElement;
import com.intellij.psi.PsiErrorElement;
import com.intellij.psi.PsiWhiteSpace;
import org.jetbrains.kotlin.cli.FrontendConfigurationKeysKt;
import org.jetbrains.kotlin.compiler.plugin.CompilerPluginRegistrar;
import org.jetbrains.kotlin.config.CommonConfigurationKeys;
import org.jetbrains.kotlin.config.CompilerConfiguration;
import org.jetbrains.kotlin.cli.common.messages.MessageCollector;
import org.jetbrains.kotlin.psi.KtPsiFactory;

public class KotlinTree {
    static boolean wrong;

    static void write(PsiElement element, StringBuilder out) {
        if (element instanceof PsiWhiteSpace || element instanceof PsiComment) return;
        if (element instanceof PsiErrorElement) wrong = true;
        PsiElement child = element.getFirstChild();
        // The body of `{}` stands in the tree where a comment does.
        if (child == null && element.getTextLength() == 0) return;
        int start = out.length();
        out.append('(').append(element.getNode().getElementType());
        if (child == null) out.append(' ').append(element.getText());
        int head = out.length();
        for (PsiElement one = child; one != null; one = one.getNextSibling()) write(one, out);
        if (child != null && out.length() == head) out.setLength(start);
        else out.append(')');
    }

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
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.put(CommonConfigurationKeys.MESSAGE_COLLECTOR_KEY, MessageCollector.Companion.getNONE());
        FrontendConfigurationKeysKt.setExtensionsStorage(configuration, new CompilerPluginRegistrar.ExtensionStorage());
        KotlinCoreEnvironment environment = KotlinCoreEnvironment.createForProduction(
            Disposer.newDisposable("judge"), configuration, EnvironmentConfigFiles.JVM_CONFIG_FILES);
        KtPsiFactory factory = new KtPsiFactory(environment.getProject(), false);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null) {
            StringBuilder tree = new StringBuilder();
            wrong = false;
            write(factory.createFile("a.kts", unquote(line)), tree);
            byte[] digest = MessageDigest.getInstance("MD5").digest(tree.toString().getBytes(StandardCharsets.UTF_8));
            System.out.println(wrong ? "invalid" : HexFormat.of().formatHex(digest));
        }
        System.exit(0);
    }
}
