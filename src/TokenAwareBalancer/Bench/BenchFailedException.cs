namespace TokenAwareBalancer.Bench;

/// <summary>Nothing could be measured, and the message says why.</summary>
internal sealed class BenchFailedException : Exception
{
    public BenchFailedException(string message)
        : base(message)
    {
    }
}
