using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments.Fleets;

public sealed class SlowdownTextTests
{
    [Theory]
    [InlineData("a100-llama-8b-1=5@0.5", "a100-llama-8b-1", 5, 0.5, null)]
    [InlineData("x=0.5@0-1", "x", 0.5, 0, 1.0)]
    [InlineData("x-2=1000@0.25-0.3", "x-2", 1000, 0.25, 0.3)]
    public void Slowdown_IsReadAndWritten(string text, string backend, double times, double from, double? to)
    {
        var read = SlowdownText.Parse(text);

        Assert.Equal(new EngineSlowdown(backend, times, from, to), read);
        Assert.Equal(text, SlowdownText.Write(read));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x=5")]
    [InlineData("=5@0.5")]
    [InlineData("x=0@0.5")]
    [InlineData("x=1001@0.5")]
    [InlineData("x=5@1")]
    [InlineData("x=5@0.5-0.5")]
    [InlineData("x=5@0.5-1.1")]
    [InlineData("x=5@0.5-")]
    [InlineData("x=5@0.5.1")]
    public void Slowdown_ThatIsNone_IsRefusedWithAnExample(string text) => Assert.Contains(
        $"\"{text}\": expected an engine, = and how many times", Assert.Throws<FormatException>(
            () => SlowdownText.Parse(text)).Message, StringComparison.Ordinal);
}
