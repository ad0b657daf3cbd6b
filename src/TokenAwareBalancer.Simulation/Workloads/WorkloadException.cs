namespace TokenAwareBalancer.Workloads;

/// <summary>A file of requests cannot be used; the message names it, the line, and what would be right.</summary>
internal sealed class WorkloadException : Exception
{
    public WorkloadException(string message)
        : base(message)
    {
    }

    public WorkloadException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
