namespace TokenAwareBalancer.Experiments.Matrix;

public sealed class MatrixSelectionTests
{
    [Theory]
    [InlineData(null, 14, 66)]
    [InlineData("a100x8-conv-80", 1, 1)]
    [InlineData("a100x8-*,*-80", 13, 25)]
    [InlineData("a100x8-conv-?0, a100x8-conv-80", 1, 4)]
    [InlineData("*-own", 1, 1)]
    public void Patterns_ChooseCells_EachOnce(string? patterns, int settings, int cells)
    {
        var chosen = MatrixSelection.Of(patterns, MatrixSettings.All);

        Assert.Equal(settings, chosen.Select(one => one.Setting).Distinct().Count());
        Assert.Equal(cells, chosen.Sum(one => one.Loads.Count));
    }

    [Theory]
    [InlineData("a100x8-chta-80", "\"a100x8-chta-80\" is the name of no cell, perhaps a100x8-chat-80; expected ")]
    [InlineData("a100x8-conv-80,b*", "\"b*\" is the name of no cell")]
    [InlineData("A100X8-conv-80", "\"A100X8-conv-80\" is the name of no cell")]
    [InlineData(" , ", "name one or more")]
    public void Pattern_ThatFitsNone_IsExplained(string patterns, string message) => Assert.StartsWith(
        message,
        Assert.Throws<FormatException>(() => MatrixSelection.Of(patterns, MatrixSettings.All)).Message,
        StringComparison.Ordinal);
}
