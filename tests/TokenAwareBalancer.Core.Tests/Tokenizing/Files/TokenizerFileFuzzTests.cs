using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class TokenizerFileFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Kinds = ["Qwen", "DeepSeek", "added", "atomic", "nested groups", "Replace by pattern"];

    private static readonly string[] Fragments =
        ["null", "-1", "99999999999", "\"\"", "{}", "[]", "\"a b\"", "true", "\\", "\"", ",", "1e9", "\\ud800", "(", "*", "+"];

    public static TheoryData<int> Seeds => [1, 2, Environment.TickCount];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Load_FileWithRandomChanges_WorksOrFailsWithItsOwnException(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var files = Kinds.Select(kind => Encoding.UTF8.GetBytes(ToyTokenizer.Json(kind).ToJsonString())).ToArray();
        var text = Encoding.UTF8.GetBytes("Hello  wörld, 世界 123\n'S\u0301 <|mark|>");
        var working = 0;

        for (var i = 0; i < 150; i++)
        {
            var content = Change(files[random.Next(files.Length)], random);
            try
            {
                var tokenizer = ToyTokenizer.Load(content);
                var ids = new List<int>();
                tokenizer.Encode(text, ids);
                Assert.Equal(ids.Count, tokenizer.CountTokens(text));
                working++;
            }
            catch (TokenizerFileException e)
            {
                Assert.StartsWith("toy.json: ", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(working, 5, 149);
    }

    private static byte[] Change(byte[] file, Random random)
    {
        var content = file.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(content.Count);
            switch (random.Next(5))
            {
                case 0:
                    content[at] = (byte)random.Next(32, 127);
                    break;
                case 1:
                    content.RemoveRange(at, Math.Min(random.Next(1, 20), content.Count - at));
                    break;
                case 2:
                    content.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                    break;
                case 3:
                    content.InsertRange(random.Next(content.Count), content.GetRange(at, Math.Min(30, content.Count - at)));
                    break;
                default:
                    if (random.Next(5) == 0)
                        content.RemoveRange(at, content.Count - at);
                    break;
            }

            if (content.Count == 0)
                break;
        }

        return [.. content];
    }
}
