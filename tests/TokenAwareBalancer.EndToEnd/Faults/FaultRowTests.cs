using TokenAwareBalancer.Documentation;

namespace TokenAwareBalancer.Faults;

/// <summary>The half of the table "What happens when" that is proved with processes.</summary>
public sealed class FaultRowTests
{
    [Fact]
    public void Tests_ThatRowsName_AreHere() =>
        Assert.Empty(FaultRows.MissingFrom(typeof(FaultRowTests).Assembly, hasProcesses: true));
}
