namespace TokenAwareBalancer.Oracles;

/// <summary>Texts of people in many languages, and code: what <c>tests/oracles-node/get-texts</c> has put together.</summary>
internal static class RealTexts
{
    /// <summary>Where they are, if not where that script puts them.</summary>
    private const string FolderVariable = "BALANCER_TEST_TEXTS";

    /// <summary>From a line to a long prompt, so that beginnings and ends are looked at as often as the inside.</summary>
    private static readonly int[] PartBytes = [40, 1_000, 200, 4_000, 60, 30_000, 500, 2_000];

    private static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
        ? folder
        : Path.Combine(Oracle.Packages.Folder, "texts");

    /// <summary>
    /// The beginning of each file, in proportion to its length, in parts; all of them together of about so many bytes.
    /// Skips the test when there are none.
    /// </summary>
    public static List<byte[]> Read(long bytes)
    {
        var files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.txt").Order(StringComparer.Ordinal) : null;
        if (files is null || !files.Any())
        {
            Assert.Skip("There are no texts to count. Run `tests/oracles-node/get-texts`, which takes them from "
                + "Debian's package \"manpages-zh\" and others.");
        }

        var share = Math.Min(1, (double)bytes / files.Sum(static file => new FileInfo(file).Length));
        return [.. files.SelectMany(file => Parts(File.ReadAllBytes(file), share))];
    }

    private static IEnumerable<byte[]> Parts(byte[] text, double share)
    {
        var limit = (int)(text.Length * share);
        for (var (start, part) = (0, 0); start < limit; part++)
        {
            var end = start + PartBytes[part % PartBytes.Length];
            end = Math.Min(end, limit);
            while (end < text.Length && (text[end] & 0xC0) == 0x80)
                end++;
            yield return text[start..end];
            start = end;
        }
    }
}
