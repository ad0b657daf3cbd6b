namespace TokenAwareBalancer.Experiments.Capacity;

public sealed class CapacityConditionTests
{
    [Theory]
    [InlineData("ttft.p99 < 1", false)]
    [InlineData("tpot.mean<50ms", false)]
    [InlineData(" e2e.p50 < 1m ", false)]
    [InlineData("goodput > 0.99", true)]
    public void Text_OfACondition_IsRead(string text, bool needsObjective) =>
        Assert.Equal(needsObjective, CapacityCondition.Parse(text).NeedsObjective);

    [Theory]
    [InlineData("ttft.p99 > 1")]
    [InlineData("ttft < 1")]
    [InlineData("ttft.p99 < 0")]
    [InlineData("ttft.p99 < soon")]
    [InlineData("goodput > 1.5")]
    [InlineData("goodput < 0.5")]
    [InlineData("")]
    public void Text_ThatIsNone_SaysWhatOneIs(string text) => Assert.Contains(
        "for instance \"ttft.p99 < 1\"",
        Assert.Throws<FormatException>(() => CapacityCondition.Parse(text)).Message,
        StringComparison.Ordinal);
}
