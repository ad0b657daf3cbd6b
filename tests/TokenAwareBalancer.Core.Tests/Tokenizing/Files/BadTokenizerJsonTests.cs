using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class BadTokenizerJsonTests
{
    /// <summary>What is set where, and what the message says of it.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "model.type", "\"Unigram\"", "model.type is Unigram; known here is BPE" },
        { "model.dropout", "0.1", "model.dropout must be null or 0" },
        { "model.continuing_subword_prefix", "\"##\"", "model.continuing_subword_prefix must be null or empty" },
        { "model.speed", "1", "model.speed is not known here" },
        { "model.vocab", "[]", "model.vocab must be an object" },
        { "model.vocab.a", "-1", "model.vocab[\"a\"] must have an id, a whole number from 0 to 4194303" },
        { "model.vocab.a", "5000000", "model.vocab[\"a\"] must have an id" },
        { "model.vocab.a", "1.5", "model.vocab[\"a\"] must have an id" },
        { "model.vocab.a", "3", "has the id 3, which another token has already" },
        { "model.merges", "{}", "model.merges must be an array" },
        { "model.merges", "[\"h e l\"]", "model.merges[0] must be two tokens with one space between them" },
        { "model.merges", "[\"hello\"]", "model.merges[0] must be two tokens" },
        { "model.merges", "[\"a €\"]", "model.merges[0] names \"€\", which model.vocab lacks" },
        { "model.merges", "[[\"a\"]]", "model.merges[0] must be a pair of strings" },
        { "model.merges", "[[\"h\", \"e\", \"l\"]]", "model.merges[0]" },
        { "model.merges", "[7]", "model.merges[0] must be a pair of tokens" },
        { "normalizer", "{\"type\":\"BertNormalizer\"}", "normalizer.type is BertNormalizer; known here are" },
        { "normalizer", "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFC\"},{\"type\":\"Precompiled\"}]}",
            "normalizer.normalizers[1].type is Precompiled" },
        { "normalizer", "{}", "normalizer has no \"type\"" },
        { "normalizer", "{\"type\":\"Strip\",\"strip_left\":1,\"strip_right\":true}",
            "normalizer.strip_left must be true or false, found a number" },
        { "normalizer", "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(a)\"},\"content\":\"$1\"}",
            "normalizer.content refers to groups" },
        { "normalizer", Normalizers(Enumerable.Repeat(Replace("a", "aaaaaaaa"), 3)),
            "normalizer may make a text more than 256 times as long" },
        { "normalizer", Normalizers(Enumerable.Repeat(Replace("a", new string('a', 56)), 60)),
            "normalizer may make a text more than" },
        { "normalizer", Replace("aa", new string('b', 513)), "normalizer may make a text more than 256 times as long" },
        { "normalizer", "{\"type\":\"Prepend\",\"prepend\":\"" + new string('a', 256) + "\"}",
            "normalizer may make a text more than" },
        { "normalizer", Normalizers(["{\"type\":\"NFKC\"}", Replace("a", new string('a', 24))]),
            "normalizer may make a text more than" },
        { "pre_tokenizer", "null", "pre_tokenizer must be ByteLevel or end with it" },
        { "pre_tokenizer", "{\"type\":\"Metaspace\"}", "pre_tokenizer must be ByteLevel or end with it" },
        { "pre_tokenizer.fast", "true", "pre_tokenizer.fast is not known here; known are type" },
        { "pre_tokenizer", Sequence("{\"type\":\"UnicodeScripts\"}"),
            "pre_tokenizer.pretokenizers[0].type is UnicodeScripts; known here are Sequence, Split" },
        { "pre_tokenizer", Sequence(ByteLevel), "pre_tokenizer.pretokenizers[0] is a ByteLevel with others behind it" },
        { "pre_tokenizer", Sequence(Split("(a")), "pre_tokenizer.pretokenizers[0].pattern.Regex has an unmatched (" },
        { "pre_tokenizer", Sequence(Split("\\\\p{Han}")), "pattern.Regex has \\p{Han}; known are the general categories" },
        { "pre_tokenizer", Sequence(Split("(a)\\\\1")), "pattern.Regex has \\1" },
        { "pre_tokenizer", Sequence(Split("a*")), "pattern.Regex may match nothing at all" },
        { "pre_tokenizer", Sequence(Split("(?i:ss)")), "pattern.Regex has \"ss\" in any case" },
        { "pre_tokenizer", Sequence(Split("(a{900}){900}")), "pattern.Regex is too long" },
        { "pre_tokenizer", Sequence("{\"type\":\"Split\",\"pattern\":{\"String\":\"\"},\"behavior\":\"Isolated\",\"invert\":false}"),
            "pre_tokenizer.pretokenizers[0].pattern.String is empty" },
        { "pre_tokenizer", Sequence("{\"type\":\"Split\",\"pattern\":{\"String\":\"a\"},\"behavior\":\"Cut\",\"invert\":false}"),
            "pre_tokenizer.pretokenizers[0].behavior is Cut; known are Removed" },
        { "added_tokens", "{}", "added_tokens must be an array" },
        { "added_tokens", "[1]", "added_tokens[0] must be an object, found a number" },
        { "added_tokens", "[{\"id\":900}]", "added_tokens[0] has no \"content\"" },
        { "added_tokens", "[{\"id\":-1,\"content\":\"x\"}]", "added_tokens[0].id must be a whole number from 0 to" },
        { "added_tokens", "[{\"id\":900,\"content\":\"xx\"},{\"id\":900,\"content\":\"yy\"}]",
            "added_tokens[1] has the id 900, which added_tokens[0] has already" },
        { "added_tokens", "[{\"id\":900,\"content\":\"xx\"},{\"id\":901,\"content\":\"xx\",\"lstrip\":true}]",
            "added_tokens[1] repeats the content of another added token" },
        { "tokens", "1", "tokens is not known here; a tokenizer.json has version" },
    };

    private static string ByteLevel => "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":false}";

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Load_FileWithAMistake_FailsAndSaysWhereItIs(string path, string value, string message)
    {
        var json = ToyTokenizer.Json();
        var parts = path.Split('.');
        JsonNode parent = json;
        foreach (var part in parts[..^1])
            parent = parent[part]!;
        parent[parts[^1]] = JsonNode.Parse(value);

        var error = Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(json));

        Assert.StartsWith("toy.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is not valid JSON: line 1, byte 1")]
    [InlineData("[]", "the file must hold a JSON object")]
    [InlineData("{}", "there is no model")]
    [InlineData("{\"model\":{}}", "model has no vocab")]
    [InlineData("{\"model\":{\"vocab\":{}}}", "model has no merges")]
    [InlineData("{\"model\":{\"vocab\":{\"a\":1,\"a\":2},\"merges\":[]}}", "model.vocab[\"a\"] is there twice")]
    [InlineData("{\"model\":{\"vocab\":{},\"vocab\":{},\"merges\":[]}}", "model.vocab is there twice")]
    [InlineData("{\"model\":{\"vocab\":{\"\\ud800\":1},\"merges\":[]}}", "model holds a string that is not valid Unicode")]
    [InlineData("{\"version\":\"1.0\",\"version\":\"1.0\"}", "version is there twice")]
    [InlineData("{\"model\":{\"vocab\":{\"a\":1},\"merges\":[]},\"pre_tokenizer\":"
        + "{\"type\":\"ByteLevel\",\"add_prefix_space\":false}}", "model.vocab lacks the byte 0x00, spelled Ā")]
    public void Load_TextThatIsNoTokenizer_FailsAndSaysWhy(string text, string message) => Assert.Contains(
        message, Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(text)).Message, StringComparison.Ordinal);

    /// <summary>A component with half of a surrogate pair in it, and what the message says of it.</summary>
    public static TheoryData<string, string, string> LoneSurrogates => new()
    {
        { "normalizer", "{'type':'~'}", "normalizer.type is not valid Unicode" },
        { "normalizer", "{'~':1,'type':'NFC'}", "normalizer has a property whose name is not valid Unicode" },
        { "normalizer", "{'type':'NFC','~':1}", "normalizer has a property whose name is not valid Unicode" },
        { "normalizer", "{'type':'NFC','t~':1}", "normalizer has a property whose name is not valid Unicode" },
        { "normalizer", "{'type':'Prepend','prepend':'~'}", "normalizer.prepend is not valid Unicode" },
        { "normalizer", "{'type':'Replace','pattern':{'String':'~'},'content':'a'}",
            "normalizer.pattern.String is not valid Unicode" },
        { "normalizer", "{'type':'Replace','pattern':{'Regex':'~'},'content':'a'}",
            "normalizer.pattern.Regex is not valid Unicode" },
        { "normalizer", "{'type':'Replace','pattern':{'~':'a'},'content':'a'}", "normalizer.pattern has a property" },
        { "normalizer", "{'type':'Replace','pattern':{'Regex':'a'},'content':'~'}",
            "normalizer.content is not valid Unicode" },
        { "pre_tokenizer", "{'type':'~'}", "pre_tokenizer.type is not valid Unicode" },
        { "pre_tokenizer", "{'~':1,'type':'ByteLevel'}", "pre_tokenizer has a property" },
        { "pre_tokenizer", SplitBefore("{'Regex':'~'},'behavior':'Isolated'"), "pattern.Regex is not valid Unicode" },
        { "pre_tokenizer", SplitBefore("{'String':'~'},'behavior':'Isolated'"), "pattern.String is not valid Unicode" },
        { "pre_tokenizer", SplitBefore("{'String':'a'},'behavior':'~'"), "behavior is not valid Unicode" },
        { "added_tokens", "[{'id':900,'content':'~'}]", "added_tokens[0].content is not valid Unicode" },
        { "added_tokens", "[{'id':900,'content':'a','~':1}]", "added_tokens[0] has a property" },
        { "version", "1,'~':1", "the file holds a string that is not valid Unicode" },
        { "model", "{'~':1}", "model holds a string that is not valid Unicode" },
        { "model", "{'type':'~'}", "model.type is not valid Unicode" },
        { "model", "{'end_of_word_suffix':'~'}", "model.end_of_word_suffix is not valid Unicode" },
    };

    [Theory]
    [MemberData(nameof(LoneSurrogates))]
    public void Load_HalfOfASurrogatePair_FailsAndSaysWhereItIs(string section, string value, string message)
    {
        // As text: what stands here no tree of JSON can hold.
        var json = ToyTokenizer.Json();
        json[section] = "VALUE";
        var spelled = value.Replace('\'', '"').Replace("~", "\\ud800", StringComparison.Ordinal);
        var text = json.ToJsonString().Replace("\"VALUE\"", spelled, StringComparison.Ordinal);

        var error = Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(text));

        Assert.StartsWith("toy.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNotUtf8_FailsAndSaysSo() => Assert.Contains(
        "the file is not UTF-8",
        Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load([(byte)'{', 0xFF])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Load_AddedTokenThatIsTooLongWhenNormalized_FailsAndNamesIt()
    {
        var json = ToyTokenizer.Json();
        json["normalizer"] = JsonNode.Parse(Replace("a", new string('b', 60)));
        json["added_tokens"] = JsonNode.Parse("[{\"id\":900,\"content\":\"aaaaa\",\"normalized\":true}]");

        Assert.Contains(
            "added_tokens: \"aaaaa\" has 300 bytes when it is normalized",
            Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(json)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NormalizerThatGrowsAsMuchAsIsAllowed_Counts()
    {
        var json = ToyTokenizer.Json();
        json["normalizer"] = JsonNode.Parse(Normalizers(Enumerable.Repeat(Replace("a", new string('a', 16)), 2)));

        Assert.True(ToyTokenizer.Load(json).CountTokens("hello a"u8) > 1);
    }

    [Fact]
    public void Load_DeepFile_FailsInNoTime()
    {
        var text = "{\"normalizer\":" + string.Concat(Enumerable.Repeat("[", 1_000_000));

        Assert.Contains(
            "normalizer is not valid JSON",
            Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(text)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MillionAddedTokens_FailsAtTheLimit()
    {
        var tokens = string.Join(",", Enumerable.Range(0, 1_000_000).Select(i => $"{{\"id\":{i},\"content\":\"x{i}\"}}"));

        Assert.Contains(
            "there are more than 65536 added_tokens",
            Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load($"{{\"added_tokens\":[{tokens}]}}")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileOf200Megabytes_FailsUnread()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (var file = File.Create(path))
                file.SetLength(200 << 20);

            var error = Assert.Throws<TokenizerFileException>(() => TokenizerSource.Resolve(path));

            Assert.Equal(
                $"{path}: the file has 209715200 bytes; a tokenizer's may have 134217728.", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Normalizers(IEnumerable<string> components) =>
        $"{{\"type\":\"Sequence\",\"normalizers\":[{string.Join(",", components)}]}}";

    private static string Replace(string text, string replacement) =>
        $"{{\"type\":\"Replace\",\"pattern\":{{\"String\":\"{text}\"}},\"content\":\"{replacement}\"}}";

    private static string Sequence(string component) =>
        $"{{\"type\":\"Sequence\",\"pretokenizers\":[{component},{ByteLevel}]}}";

    private static string SplitBefore(string pattern) =>
        "{'type':'Sequence','pretokenizers':[{'type':'Split','pattern':" + pattern
        + ",'invert':false},{'type':'ByteLevel','add_prefix_space':false}]}";

    private static string Split(string pattern) =>
        $"{{\"type\":\"Split\",\"pattern\":{{\"Regex\":\"{pattern}\"}},\"behavior\":\"Isolated\",\"invert\":false}}";
}
