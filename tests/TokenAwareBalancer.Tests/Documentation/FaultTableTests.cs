namespace TokenAwareBalancer.Documentation;

/// <summary>What operators are told of faults is proved, row by row.</summary>
public sealed class FaultTableTests
{
    [Fact]
    public void Table_EveryRow_HasItsTests()
    {
        var written = FaultRows.Written().ToArray();

        Assert.NotEmpty(written);
        Assert.Equal(written.Order(), FaultRows.Tests.Keys.Order());
        Assert.All(FaultRows.Tests.Values, Assert.NotEmpty);
    }

    [Fact]
    public void Tests_ThatRowsName_AreHere() =>
        Assert.Empty(FaultRows.MissingFrom(typeof(FaultTableTests).Assembly, hasProcesses: false));
}
