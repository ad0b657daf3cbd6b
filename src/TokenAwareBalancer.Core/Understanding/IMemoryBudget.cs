namespace TokenAwareBalancer.Understanding;

/// <summary>Bounds the memory that reading and counting one body may take beside it.</summary>
public interface IMemoryBudget
{
    /// <returns>False when so much is not left.</returns>
    bool TryTake(long bytes);
}
