using System.Globalization;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Tells whether two tokenizers count alike, also when a file's name says that they are the same.</summary>
public static class TokenizerFingerprint
{
    /// <summary>Prose, code, digits and scripts, in which vocabularies differ.</summary>
    private static readonly string[] Samples =
    [
        "The balancer's quick brown fox jumps over 13 lazy dogs, doesn't it? Unquestionably, notwithstanding.",
        "for (var i = 0; i < items.Length; i++)\n{\n        total += items[i] * 0.1415926535;\n}\n",
        "Быстрая лиса перепрыгивает через ленивую собаку, и это повторяется.",
        "敏捷的棕色狐狸跳过了懒狗,然后又跳了一次。 それは何度も繰り返されます。 그리고 다시 뛰어오른다.",
        "तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है। الثعلب البني السريع يقفز فوق الكلب الكسول.",
        "🦊 naïve café — “façade” … Zürich, Kraków, Ørsted; <|im_start|> \t\t 2026-11-20T16:30:00Z 0xDEADBEEF",
    ];

    /// <summary>The tokenizer's name, and how many tokens it makes of some texts.</summary>
    public static string Of(ITokenCounter tokenizer) => $"{tokenizer.Name}:" + string.Join('-', Samples.Select(sample =>
        tokenizer.CountTokens(System.Text.Encoding.UTF8.GetBytes(sample)).ToString(CultureInfo.InvariantCulture)));
}
