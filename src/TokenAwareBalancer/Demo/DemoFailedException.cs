namespace TokenAwareBalancer.Demo;

/// <summary>The demo has no result to show, and the message says why.</summary>
internal sealed class DemoFailedException : Exception
{
    public DemoFailedException(string message)
        : base(message)
    {
    }
}
