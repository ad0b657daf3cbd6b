using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>Texts on which tokenizers that are not quite right go wrong, at random.</summary>
/// <remarks>
/// Code points are drawn by general category, so that rare ones come as often as frequent ones. .NET's categories
/// decide only where to draw from; that its Unicode version is not the tokenizers' does not matter.
/// </remarks>
internal sealed class RandomTexts
{
    private static readonly int[][] Categories =
        [.. Enumerable.Range(0, 0x110000).Where(Rune.IsValid).GroupBy(CharUnicodeInfo.GetUnicodeCategory)
            .OrderBy(static group => group.Key).Select(static group => group.ToArray())];

    /// <summary>Where pieces are merged by another method, or in windows: see the mergers.</summary>
    private static readonly int[] Boundaries = [7, 8, 15, 16, 31, 32, 63, 64, 65, 127, 128, 255, 256, 257];

    private static readonly string[] CaseParts =
        ["a", "B", "É", "ß", "ǅ", "ʰ", "あ", "\u0301", "\u0e31", "'s", "'S", "'ſ", "'LL", " ", "’"];

    private static readonly string[] WhiteSpace =
        [" ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u3000", "\u2028", "\u0085", "\u1680", "\u200b", "\v", "x", "!"];

    private static readonly string[] Digits = ["0", "1", "9", "٣", "Ⅷ", "½", "𝟘", "a", " ", ".", ","];

    private static readonly string[] Contractions =
        ["'", "s", "S", "ſ", "t", "re", "RE", "vE", "m", "ll", "lL", "d", "D", "l", " ", "’", "K", "ı", "x"];

    private static readonly string[] Marks =
        ["\u0300", "\u0301", "\u0327", "\u093f", "\u20dd", "\ufe0f", "\u200d", "a", "E", "한", "ᄒ", "ᅡ", "ᆫ", "Å", " "];

    private static readonly string[] Emoji =
        ["😀", "👩", "\u200d", "👧", "👦", "\ufe0f", "👍", "🏽", "🇩", "🇪", "❤", "🏴", "\U000e0067", "1\ufe0f\u20e3", " "];

    private static readonly string[] Specials =
    [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|eot_id|>", "<|begin_of_text|>", "<|start|>", "<|fim_prefix|>",
        "<｜end▁of▁sentence｜>", "[INST]", "</s>", "<s>", "<think>", "<|", "|>", "|", "<", "endofprompt", " ", "\n", "a",
    ];

    private static readonly string[] Symbols =
        ["!", "?", ".", "/", "//", "\n", "\r", " ", "\u0300", "—", "…", "\0", "\ufeff", "a", "$", "€", "+", "_", "。", "、"];

    private static readonly int[] PlanesBeyond = [0x10400, 0x1d400, 0x20000, 0x1f600, 0x10000, 0x1e900, 0x2f800, 0xe0100];

    private readonly Random _random;
    private readonly Func<string>? _token;
    private readonly Func<string>[] _makers;

    /// <param name="random">Decides everything.</param>
    /// <param name="token">Draws the text of any token of a vocabulary; null to go without.</param>
    public RandomTexts(Random random, Func<string>? token)
    {
        _random = random;
        _token = token;
        _makers =
        [
            () => Times(20, AnyCharacter),
            () => Times(30, () => _random.Next(2) == 0 ? Ascii() : AnyCharacter()),
            () => Times(30, Ascii),
            () => Times(12, () => Spell(Pick(PlanesBeyond) + _random.Next(64))),
            () => Times(20, () => Pick(CaseParts)),
            () => Times(20, () => Pick(WhiteSpace)),
            () => Times(20, () => Pick(Digits)),
            () => Times(20, () => Pick(Contractions)),
            () => Times(16, () => Pick(Marks)),
            () => Times(16, () => Pick(Emoji)),
            () => Times(10, () => Pick(Specials)),
            () => Times(12, () => Pick(Symbols)),
            () => Times(40, Letter),
            () => Times(30, Hanzi),
            () => Times(12, Token),
            () => Times(60, () => Token().Trim()),
            Run,
            RunOfTwo,
            AtBoundary,
            () => Convert.ToBase64String(Encoding.UTF8.GetBytes(Times(40, AnyCharacter))),
        ];
    }

    /// <summary>A text of up to some hundred characters; every fifth is several put together.</summary>
    public string Next() => _random.Next(5) == 0 ? Times(4, () => Pick(_makers)()) : Pick(_makers)();

    public T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    private string Run() => Repeat(Pick<Func<string>>([Letter, Ascii, AnyCharacter, Hanzi])(), _random.Next(1, 300));

    private string RunOfTwo()
    {
        var two = new[] { Pick<Func<string>>([Letter, Ascii, Hanzi])(), Pick<Func<string>>([Letter, Ascii])() };
        return Times(200, () => Pick(two));
    }

    /// <summary>A piece whose length is near one at which the method changes, between other characters.</summary>
    private string AtBoundary()
    {
        var bytes = Pick(Boundaries) + _random.Next(-1, 2);
        var next = Pick<Func<string>>([Letter, () => Pick(["-", "="]), () => Pick([" ", "\t"]), () => "é"]);
        var text = new StringBuilder();
        for (var written = 0; written < bytes;)
        {
            var part = next();
            text.Append(part);
            written += Encoding.UTF8.GetByteCount(part);
        }

        return Pick(["", " ", "1", "\n", "。"]) + text + Pick(["", " ", "1", "\n", "x", "Y", "。", "'s"]);
    }

    private string Times(int most, Func<string> next)
    {
        var text = new StringBuilder();
        for (var times = _random.Next(1, most + 1); times > 0; times--)
            text.Append(next());
        return text.ToString();
    }

    private static string Repeat(string part, int times) => new StringBuilder().Insert(0, part, times).ToString();

    private string Token() => _token?.Invoke() ?? Letter();

    private string AnyCharacter() => Spell(Pick(Pick(Categories)));

    private string Ascii() => ((char)_random.Next(128)).ToString();

    private string Letter() => ((char)((_random.Next(5) == 0 ? 'A' : 'a') + _random.Next(26))).ToString();

    private string Hanzi() => ((char)(0x4E00 + _random.Next(0x5200))).ToString();

    private static string Spell(int codePoint) => char.ConvertFromUtf32(codePoint);
}
