using System.Text;

namespace TokenAwareBalancer.Understanding;

/// <summary>What a body of very many texts takes beside itself.</summary>
public sealed class MemoryBudgetTests
{
    [Fact]
    public void Count_ManyTextsWithinTheBudget_TakesTheArraysOfBothPasses()
    {
        var budget = new Budget(long.MaxValue);

        Assert.Equal(20_000, Count(budget, texts: 20_000, "a"));

        // 12 bytes of each piece and 32 of its count; arrays grow by doubling.
        Assert.InRange(budget.TakenBytes, 20_000 * (12 + 32), 2 * 32_768 * (12 + 32));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(700_000)]
    public void Count_ManyTextsBeyondTheBudget_Throws(long mostBytes) =>
        Assert.Throws<MemoryBudgetException>(() => Count(new Budget(mostBytes), texts: 20_000, "a"));

    [Theory]
    [InlineData(1000, "a")]
    [InlineData(100_000, "")]
    public void Count_FewTextsOrEmptyOnes_TakesNothing(int texts, string text)
    {
        var budget = new Budget(0);

        Count(budget, texts, text);

        Assert.Equal(0, budget.TakenBytes);
    }

    private static int Count(IMemoryBudget budget, int texts, string text)
    {
        var inputs = string.Join(',', Enumerable.Repeat($"\"{text}\"", texts));
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","input":[{{inputs}}]}""");
        var reader = RequestReader.Rent(budget);
        try
        {
            Assert.Null(reader.Read(body, ApiSurface.Embeddings, 64, out _));
            return reader.Count(body, new BytesTokenCounter(), 4).Tokens;
        }
        finally
        {
            reader.Return();
        }
    }

    private sealed class Budget(long mostBytes) : IMemoryBudget
    {
        public long TakenBytes { get; private set; }

        public bool TryTake(long bytes)
        {
            if (TakenBytes + bytes > mostBytes)
                return false;
            TakenBytes += bytes;
            return true;
        }
    }
}
