using System.Security.Cryptography;
using System.Text;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>A page that needs nothing else: no script, no request, no font.</summary>
/// <remarks>Its policy allows a browser the style sheet within, named by its hash, and nothing else.</remarks>
internal static class PageFrame
{
    /// <param name="title">Of the page, and its heading.</param>
    /// <param name="commandLine">What was asked for.</param>
    /// <param name="output">Gets the page.</param>
    /// <param name="writeBody">Writes what stands in it.</param>
    public static void Write(string title, string commandLine, TextWriter output, Action writeBody)
    {
        output.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        output.WriteLine("<meta http-equiv=\"Content-Security-Policy\" "
            + $"content=\"default-src 'none'; style-src '{Hash()}'\">");
        output.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        output.WriteLine($"<title>{ReportPage.Text(title)}</title>");
        output.WriteLine($"<style>{ReportStyle.Sheet}</style>\n</head>\n<body>\n<main>");
        output.WriteLine($"<h1>{ReportPage.Text(title)}</h1>");
        output.WriteLine($"<pre>{ReportPage.Text(commandLine)}</pre>");
        writeBody();
        output.WriteLine("</main>\n</body>\n</html>");
    }

    private static string Hash() =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ReportStyle.Sheet)));
}
