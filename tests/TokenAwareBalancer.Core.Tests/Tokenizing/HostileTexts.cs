using System.Text;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Texts that tokenizers are known to be slow on, by name, each of any length.</summary>
internal static class HostileTexts
{
    public static IReadOnlyList<string> Names { get; } =
        ["letter", "base64", "spaces", "newlines", "white space", "hanzi", "dashes", "dashes and equals"];

    public static byte[] Create(string name, int bytes)
    {
        var random = new Random(1);
        Func<string> next = name switch
        {
            "letter" => () => "a",
            "base64" => () => Convert.ToBase64String(BitConverter.GetBytes(random.NextInt64()), 0, 6),
            "spaces" => () => " ",
            "newlines" => () => "\n",
            "white space" => () => " \t\r\n"[random.Next(4)].ToString(),
            "hanzi" => () => ((char)(0x4E00 + random.Next(0x5200))).ToString(),
            "dashes" => () => "-",
            "dashes and equals" => () => "-="[random.Next(2)].ToString(),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

        var text = new StringBuilder(bytes);
        for (var written = 0; written < bytes;)
        {
            var part = next();
            text.Append(part);
            written += Encoding.UTF8.GetByteCount(part);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
