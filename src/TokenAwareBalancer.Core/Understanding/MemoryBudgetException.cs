namespace TokenAwareBalancer.Understanding;

/// <summary>Reading or counting a body needs more memory than its budget has.</summary>
public sealed class MemoryBudgetException : Exception
{
    public MemoryBudgetException(long bytes)
        : base($"There is no memory for {bytes} bytes beside the body.")
    {
    }

    /// <summary>Takes so much of a budget, if there is one.</summary>
    /// <exception cref="MemoryBudgetException">It has not so much.</exception>
    internal static void Take(IMemoryBudget? budget, long bytes)
    {
        if (budget is not null && !budget.TryTake(bytes))
            throw new MemoryBudgetException(bytes);
    }
}
