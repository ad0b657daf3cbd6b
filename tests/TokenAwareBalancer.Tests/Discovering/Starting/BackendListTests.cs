namespace TokenAwareBalancer.Discovering.Starting;

/// <summary><c>BALANCER_BACKENDS</c>.</summary>
public sealed class BackendListTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" , ,", false)]
    [InlineData("http://h", true)]
    [InlineData("h", true)]
    public void List_OfNothingButCommas_CountsAsNotSet(string? text, bool isSet) =>
        Assert.Equal(isSet, BackendList.IsSet(text));

    [Theory]
    [InlineData("http://h:8000", "", "http://h:8000/")]
    [InlineData(" http://h:8000/v1/ ,", "", "http://h:8000/")]
    [InlineData("gpu-0=https://h/team/v1", "gpu-0", "https://h/team/")]
    [InlineData("gpu-0 = http://h", "gpu-0", "http://h/")]
    [InlineData("http://h/a=b", "", "http://h/a=b/")]
    public void Entry_WithOrWithoutAName_IsRead(string text, string name, string address)
    {
        var list = BackendList.Parse(text);

        var engine = Assert.Single(list.Engines);
        Assert.Empty(list.Errors);
        Assert.Equal((name, address), (engine.Name ?? "", engine.Address.AbsoluteUri));
    }

    [Theory]
    [InlineData("127.0.0.1:8000", "\"127.0.0.1:8000\" is not a whole URL")]
    [InlineData("a=b", "\"a=b\" is not a whole URL")]
    [InlineData("ftp://h", "\"ftp://h\" is neither http nor https")]
    [InlineData("http://user:sk-do-not-show@h",
        "\"http://***@h\" holds a user name or password, for which apiKey is the place")]
    [InlineData("http://h?key=sk-do-not-show", "\"http://h?***\" has a query")]
    [InlineData("=http://h",
        "\"=http://h\" has a name that is not 1 to 64 letters, digits, dots, underscores or hyphens")]
    [InlineData("a b=http://h",
        "\"a b=http://h\" has a name that is not 1 to 64 letters, digits, dots, underscores or hyphens")]
    [InlineData("http://h,http://h/v1", "\"http://h/v1\" repeats an address")]
    [InlineData("a=http://h,a=http://i", "\"a=http://i\" repeats a name")]
    public void Entry_ThatIsWrong_IsToldWithTheFormThatIsRight(string text, string problem)
    {
        var error = Assert.Single(BackendList.Parse(text).Errors).ToString();

        Assert.Equal(
            $"BALANCER_BACKENDS: {problem}; expected URLs with commas between, each perhaps with a name: "
                + "http://10.0.0.1:8000,gpu-1=http://10.0.0.2:8000",
            error);
    }

    [Fact]
    public void Entries_OfWhichSeveralAreWrong_AreAllTold() =>
        Assert.Equal(2, BackendList.Parse("h,http://good,i").Errors.Count);
}
