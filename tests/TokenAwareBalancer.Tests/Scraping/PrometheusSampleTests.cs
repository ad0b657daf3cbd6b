using System.Text;

namespace TokenAwareBalancer.Scraping;

public sealed class PrometheusSampleTests
{
    [Theory]
    [InlineData("up 1", 1)]
    [InlineData("up{} 1.5", 1.5)]
    [InlineData("  up \t 1e3  ", 1000)]
    [InlineData("up 1 1395066363000", 1)]
    [InlineData("up{a=\"b\"} 2 1395066363000 # {trace_id=\"x\"} 0.67 1520879607.789", 2)]
    [InlineData("up{a=\"b\",} 3", 3)]
    [InlineData("up { a = \"b\" , c = \"\" } 4", 4)]
    [InlineData("up{a=\"quote \\\" brace } backslash \\\\\",b=\"line\\n, comma\"} 5", 5)]
    [InlineData("up{a=\"\u00e9\ud83d\ude00\"} 6\r", 6)]
    [InlineData("up{a=\"b\"}7", 7)]
    [InlineData("up -0.5", -0.5)]
    [InlineData("up +Inf", double.PositiveInfinity)]
    [InlineData("up Inf", double.PositiveInfinity)]
    [InlineData("up -Inf", double.NegativeInfinity)]
    [InlineData("up NaN", double.NaN)]
    public void Sample_WellFormed_HasItsNameAndValue(string line, double value)
    {
        Assert.True(PrometheusSample.TryRead(Encoding.UTF8.GetBytes(line), out var sample));
        Assert.Equal("up", Encoding.UTF8.GetString(PrometheusSample.NameIn(Encoding.UTF8.GetBytes(line))));
        Assert.Equal(value, sample.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("# HELP up Whether it is up.")]
    [InlineData(" #comment 1")]
    [InlineData("up")]
    [InlineData("up ")]
    [InlineData("up one")]
    [InlineData("up 0x1F")]
    [InlineData("up 1,5")]
    [InlineData("{a=\"b\"} 1")]
    [InlineData("up{a=\"b\" 1")]
    [InlineData("up{a=\"b} 1")]
    [InlineData("up{a=\"b\\\"} 1")]
    [InlineData("up{a=b} 1")]
    [InlineData("up{a} 1")]
    [InlineData("up{=\"b\"} 1")]
    [InlineData("up{a=\"b\" c=\"d\"} 1")]
    [InlineData("up{a=\"b\"")]
    [InlineData("up{a=\"b\"}")]
    [InlineData("<html><body>404</body></html>")]
    [InlineData("{\"error\": {\"code\": 501}}")]
    public void Line_OfNoSample_IsSkipped(string line) =>
        Assert.False(PrometheusSample.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Labels_AreReadInOrderAsTheyAreWritten()
    {
        Assert.True(PrometheusSample.TryRead("up{a=\"x\\\"}\",b=\"\",c_1=\"d=e,f\"} 1"u8, out var sample));

        var labels = new List<string>();
        var cursor = new LabelCursor(sample.Labels);
        while (cursor.MoveNext())
            labels.Add($"{Encoding.UTF8.GetString(cursor.Name)}:{Encoding.UTF8.GetString(cursor.EscapedValue)}");

        Assert.True(cursor.HasEndedWell);
        Assert.Equal(["a:x\\\"}", "b:", "c_1:d=e,f"], labels);
    }
}
