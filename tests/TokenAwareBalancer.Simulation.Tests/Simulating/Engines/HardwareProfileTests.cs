namespace TokenAwareBalancer.Simulating.Engines;

public sealed class HardwareProfileTests
{
    [Fact]
    public void Parse_AllKeys_AreSet()
    {
        var profile = HardwareProfileText.Parse(
            "mine=h100-llama-8b:a=1,b=0.5,c=0.25,d=1e-3,e=1e-6,budget=512,seqs=8,kv=16000,slots=2,prefixes=0");

        Assert.Equal(new HardwareProfile
        {
            Name = "mine",
            Costs = new(1, 0.5, 0.25, 1e-3, 1e-6),
            TokenBudget = 512,
            MaxRequests = 8,
            KvTokens = 16_000,
            Slots = 2,
            CachesPrefixes = false,
        }, profile);
    }

    [Fact]
    public void Parse_WhatIsNotNamed_IsAsInTheOther() => Assert.Equal(
        Given.A100 with { Name = "big", KvTokens = 3_300_000 },
        HardwareProfileText.Parse("big = a100-llama-8b: kv=3300000"));

    [Theory]
    [InlineData("a100-llama-8b:a=11", "expected NAME=PROFILE:NUMBERS")]
    [InlineData("=a100-llama-8b", "expected NAME=PROFILE:NUMBERS")]
    [InlineData("x=b200:a=1", "no profile 'b200'; expected one of a100-llama-8b")]
    [InlineData("x=a100-llama-8b:a", "expected one of a, b")]
    [InlineData("x=a100-llama-8b:f=1", "expected one of a, b")]
    [InlineData("x=a100-llama-8b:a=fast", "a=fast: expected milliseconds")]
    [InlineData("x=a100-llama-8b:a=-1", "expected milliseconds")]
    [InlineData("x=a100-llama-8b:kv=1", "expected a whole number of 16 or more")]
    [InlineData("x=a100-llama-8b:budget=100", "budget=100 is less than seqs=256")]
    [InlineData("x=a100-llama-8b:a=0,b=0", "take no time")]
    [InlineData("x=a100-llama-8b:slots=1,b=0,e=0", "prompts take no time; expected b or e above 0")]
    [InlineData("x=a100-llama-8b:prefixes=maybe", "expected 0 or 1")]
    public void Parse_Wrong_SaysWhatWouldBeRight(string text, string part) => Assert.Contains(
        part, Assert.Throws<FormatException>(() => HardwareProfileText.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    // (0.9 · memory − weights − 2 GB of activations) / bytes per token.
    [InlineData("a100-llama-8b", 2048, 256, 411_987)]
    [InlineData("h100-llama-8b", 8192, 1024, 411_987)]
    [InlineData("l40s-llama-8b", 2048, 256, 192_260)]
    [InlineData("4xh100-llama-70b", 8192, 1024, 424_194)]
    [InlineData("a10-qwen-7b", 2048, 256, 76_729)]
    public void Named_Limits_AreThoseOfVllmOnThatMemory(string name, int budget, int requests, long kvTokens)
    {
        var profile = HardwareProfiles.Find(name)!;

        Assert.Equal((budget, requests, kvTokens), (profile.TokenBudget, profile.MaxRequests, profile.KvTokens));
    }

    [Fact]
    public void Isolated_FirstToken_IsBasePlusPromptPlusAttention()
    {
        // 11 + 0.07 p + 1.3e-6 p² and 6.5 + 0.03 p + 0.65e-6 p² ms for the mean prompt of a public trace.
        Assert.Equal(0.0935, Given.A100.IsolatedFirstTokenSeconds(1155), 0.001);
        Assert.Equal(0.042, HardwareProfiles.Find("h100-llama-8b")!.IsolatedFirstTokenSeconds(1155), 0.001);
    }
}
