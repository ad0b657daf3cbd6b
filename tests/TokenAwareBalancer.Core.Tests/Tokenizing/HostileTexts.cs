using System.Text;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Texts that tokenizers are known to be slow on, by name, each of any length.</summary>
internal static class HostileTexts
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "letter", "letters", "base64", "spaces", "newlines", "white space", "hanzi", "dashes", "dashes and equals",
        "emoji", "marks", "flood",
    ];

    private static readonly string[] EmojiWithJoiners =
        ["👩\u200d👩\u200d👧", "👨🏽\u200d🚀", "❤\ufe0f\u200d🔥", "🏳\ufe0f\u200d🌈"];

    private static readonly string[] SpecialLookAlikes = ["<|endoftext|>", "<|im_start|>", "<|"];

    public static byte[] Create(string name, int bytes)
    {
        var random = new Random(1);
        Func<string> next = name switch
        {
            "letter" => () => "a",
            "base64" => () => Convert.ToBase64String(BitConverter.GetBytes(random.NextInt64()), 0, 6),
            "spaces" => () => " ",
            "letters" => () => ((char)('a' + random.Next(26))).ToString(),
            "emoji" => () => random.GetItems(EmojiWithJoiners, 1)[0],
            "marks" => () => "e\u0301\u0308\u0327"[..random.Next(1, 5)],
            "flood" => () => random.GetItems(SpecialLookAlikes, 1)[0],
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
