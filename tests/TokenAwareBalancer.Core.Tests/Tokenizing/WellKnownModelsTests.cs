namespace TokenAwareBalancer.Tokenizing;

public sealed class WellKnownModelsTests
{
    [Theory]
    [InlineData("gpt-4o", "o200k_base")]
    [InlineData("gpt-4o-mini-2024-07-18", "o200k_base")]
    [InlineData("GPT-4.1-nano", "o200k_base")]
    [InlineData("gpt-4.5-preview", "o200k_base")]
    [InlineData("gpt-5", "o200k_base")]
    [InlineData("gpt-5.1-codex", "o200k_base")]
    [InlineData("o1", "o200k_base")]
    [InlineData("o3-mini", "o200k_base")]
    [InlineData("o4-mini-2025-04-16", "o200k_base")]
    [InlineData("chatgpt-4o-latest", "o200k_base")]
    [InlineData("openai/gpt-oss-20b", "o200k_base")]
    [InlineData("unsloth/gpt-oss-120b-GGUF", "o200k_base")]
    [InlineData("gpt-oss:20b", "o200k_base")]
    [InlineData("/models/gpt-oss-20b-mxfp4.gguf", "o200k_base")]
    [InlineData("ft:gpt-4o-mini:acme::abc", "o200k_base")]
    [InlineData("gpt-4", "cl100k_base")]
    [InlineData("gpt-4-turbo", "cl100k_base")]
    [InlineData("gpt-4-32k-0613", "cl100k_base")]
    [InlineData("gpt-3.5-turbo-0125", "cl100k_base")]
    [InlineData("gpt-35-turbo", "cl100k_base")]
    [InlineData("text-embedding-3-small", "cl100k_base")]
    [InlineData("text-embedding-ada-002", "cl100k_base")]
    [InlineData("gpt-45", null)]
    [InlineData("gpt-4x", null)]
    [InlineData("o11", null)]
    [InlineData("phi-4", null)]
    [InlineData("llama-3.1-8b", null)]
    [InlineData("my-gpt-4o", null)]
    [InlineData("gpt-2", null)]
    [InlineData("", null)]
    [InlineData("gpt-4o/", null)]
    public void FindTokenizer_Name_IsThePublishedOneOrNone(string name, string? tokenizer) =>
        Assert.Equal(tokenizer, WellKnownModels.FindTokenizer(name));

    [Theory]
    [InlineData("o200k_base", "openai/gpt-oss-20b", "gpt-oss:20b")]
    [InlineData(null, "gpt-4o", "llama-3.1-8b")]
    [InlineData(null, "gpt-4o", "gpt-4")]
    public void FindTokenizer_NamesOfSeveralBackends_AgreeOrAreNone(string? tokenizer, params string[] names) =>
        Assert.Equal(tokenizer, WellKnownModels.FindTokenizer(names));

    [Fact]
    public void FindTokenizer_HugeName_IsNone() =>
        Assert.Null(WellKnownModels.FindTokenizer("gpt-4o-" + new string('x', 100_000)));
}
