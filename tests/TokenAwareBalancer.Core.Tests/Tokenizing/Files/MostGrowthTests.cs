using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class MostGrowthTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void NormalizationStage_OfAnyCharacter_GrowsAtMostAsMuchAsItSays(bool composes, bool isCompatible)
    {
        var next = new LengthStage();

        AssertGrowth(new NormalizationStage(new NormalizationForm(composes, isCompatible), next), next);
    }

    [Fact]
    public void LowercaseStage_OfAnyCharacter_GrowsAtMostAsMuchAsItSays()
    {
        var next = new LengthStage();

        AssertGrowth(new LowercaseStage(next), next);
    }

    /// <summary>And as much for some character, or it would say too much.</summary>
    private static void AssertGrowth(TextStage stage, LengthStage next)
    {
        var mostGrowth = 0.0;
        for (var codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
                continue;
            var text = Encoding.UTF8.GetBytes(new Rune(codePoint).ToString());
            stage.CountTokens(text, ids: null);
            mostGrowth = Math.Max(mostGrowth, (double)next.Bytes / text.Length);
        }

        Assert.Equal(stage.MostGrowth, mostGrowth);
    }

    private sealed class LengthStage : TextStage
    {
        public int Bytes { get; private set; }

        public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
        {
            Bytes = text.Length;
            return 0;
        }
    }
}
