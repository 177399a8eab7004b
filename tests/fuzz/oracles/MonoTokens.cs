// One JSON string a line in; a digest of the tokens of Mono's C# compiler, or "invalid" where it
// cannot parse the text, a line out. Its language is C# 7: what is newer is invalid to it.
using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mono.CSharp;

public static class MonoTokens {
    static readonly int EndOfFile =
        (int) typeof(Tokenizer).Assembly.GetType("Mono.CSharp.Token").GetField("EOF").GetRawConstantValue();

    static string Unquote(string json) {
        var text = new StringBuilder();
        for (int i = 1; i < json.Length - 1; i++) {
            if (json[i] != '\\') { text.Append(json[i]); continue; }
            int escape = "ntrfb".IndexOf(json[++i]);
            if (escape >= 0) text.Append("\n\t\r\f\b"[escape]);
            else if (json[i] != 'u') text.Append(json[i]);
            else { text.Append((char) Convert.ToInt32(json.Substring(i + 1, 4), 16)); i += 4; }
        }
        return text.ToString();
    }

    // The specification has the vertical tab for white space; Mono has not on a directive's line.
    static string Plain(string text) {
        return Regex.Replace(text, "(?m)^[ \\t\\f\\v]*#.*$", found => found.Value.Replace('\v', ' '));
    }

    static CompilationSourceFile Unit(out ReportPrinter printer, out CompilerContext context) {
        printer = new StreamReportPrinter(TextWriter.Null);
        context = new CompilerContext(new CompilerSettings(), printer);
        var module = new ModuleContainer(context);
        var file = new SourceFile("a.cs", "a.cs", 0);
        Location.Initialize(new System.Collections.Generic.List<SourceFile> { file });
        return new CompilationSourceFile(module, file);
    }

    static string Digest(byte[] bytes) {
        ReportPrinter printer;
        CompilerContext context;
        var unit = Unit(out printer, out context);
        var session = new ParserSession();
        var parser = new CSharpParser(new SeekableStreamReader(new MemoryStream(bytes), Encoding.UTF8), unit, session);
        try { parser.parse(); } catch (Exception) { return "invalid"; }
        if (printer.ErrorsCount > 0) return "invalid";
        unit = Unit(out printer, out context);
        var reader = new SeekableStreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var tokens = new Tokenizer(reader, unit, new ParserSession(), context.Report);
        var found = new StringBuilder();
        for (int token; (token = tokens.token()) != EndOfFile;) {
            object value = tokens.Value;
            var literal = value as Constant;
            var word = value as LocatedToken;
            string text = literal != null ? literal.GetValue() + "" : word != null ? word.Value : value + "";
            found.Append(token).Append(':').Append(text).Append('\0');
        }
        using (var md5 = MD5.Create())
            return BitConverter.ToString(md5.ComputeHash(Encoding.UTF8.GetBytes(found.ToString()))).Replace("-", "");
    }

    public static void Main() {
        string line;
        while ((line = Console.In.ReadLine()) != null) {
            string answer;
            try { answer = Digest(Encoding.UTF8.GetBytes(Plain(Unquote(line)))); } catch (Exception) { answer = "invalid"; }
            Console.WriteLine(answer);
        }
    }
}
