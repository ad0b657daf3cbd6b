using System.Text;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>Texts of a kind, the same ones on every run, put together at random so that no long part repeats.</summary>
internal static class BenchmarkTexts
{
    private const string EnglishWords =
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they "
        + "which one you were all her she there would their we him been has when who will no more if out so said what "
        + "about into than them can only other time new some could these two may first then do any like my now over "
        + "such our man me even most made after also did many before must through years where much your way well down "
        + "should because each just those people how too little state good very make world still own see men work "
        + "balancer inference throughput tokenization, latency. Nevertheless, government development information; "
        + "particularly understanding don't it's we'll (perhaps) \"quoted\" 1984 2026.";

    private const string CodeLines =
        "    for (var i = 0; i < items.Length; i++)|    {|        total += items[i].Price * quantity;|    }||"
        + "public sealed class RequestTracker(TimeProvider clock) : IDisposable|{|    private readonly Lock _g = new();"
        + "|    return await client.GetAsync($\"/v1/models/{id}\", cancellationToken);|}|def main(argv: list[str]):|"
        + "    if not argv: raise ValueError('none')  # TODO|{\"id\": 17, \"name\": \"x\", \"tags\": [\"a\", \"b\"]}|"
        + "SELECT name, COUNT(*) FROM users WHERE age >= 21 GROUP BY name;|#include <stdio.h>|const x = a?.b ?? 0xFF;";

    // The most frequent ones, most frequent first.
    private const string FrequentHanzi =
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所"
        + "然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它"
        + "与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产";

    public static byte[] Create(string kind, int bytes)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < bytes)
            text.Append(NextPart(kind, random));
        return Encoding.UTF8.GetBytes(text.ToString()).AsSpan(0, bytes).ToArray();
    }

    private static string NextPart(string kind, Random random) => kind switch
    {
        "English" => Pick(EnglishWords.Split(' '), random) + " ",
        "Code" => Pick(CodeLines.Split('|'), random) + "\n",
        "Chinese" => Hanzi(random, 4 + random.Next(12)) + Pick(["，", "。", "、", "：", "？\n"], random),
        "Letter" => "a",
        "Letters" => ((char)('a' + random.Next(26))).ToString(),
        "Base64" => Convert.ToBase64String(BitConverter.GetBytes(random.NextInt64()), 0, 6),
        "Spaces" => " ",
        "WhiteSpace" => Pick([" ", "\t", "\r", "\n"], random),
        "Hanzi" => Hanzi(random, 1),
        "Dash" => "-",
        "Dashes" => Pick(["-", "="], random),
        "Emoji" => Pick(["👩\u200d👩\u200d👧", "👨🏽\u200d🚀", "❤\ufe0f\u200d🔥", "🏳\ufe0f\u200d🌈"], random),
        "Marks" => "e" + string.Concat(Enumerable.Range(0, 6).Select(_ => (char)(0x300 + random.Next(0x70)))),
        "Flood" => Pick(["<|endoftext|>", "<|im_start|>", "<|"], random),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Hanzi(Random random, int length) =>
        string.Create(length, random, static (span, random) =>
        {
            foreach (ref var hanzi in span)
                hanzi = FrequentHanzi[(int)(FrequentHanzi.Length * random.NextDouble() * random.NextDouble())];
        });

    private static string Pick(string[] parts, Random random) => parts[random.Next(parts.Length)];
}
