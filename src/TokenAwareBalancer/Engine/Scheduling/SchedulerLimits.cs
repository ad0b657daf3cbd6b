namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>How much a scheduler takes on.</summary>
/// <param name="MaxConcurrency">Requests that run at once.</param>
/// <param name="QueueLimit">Requests that wait for one of those places; null is no limit.</param>
/// <param name="TokenBudget">Tokens of one iteration; batching only.</param>
internal sealed record SchedulerLimits(int MaxConcurrency, int? QueueLimit = null, int TokenBudget = 2048)
{
    /// <summary>Whether one more may come, beside so many running and waiting.</summary>
    public bool HasRoom(int requests) => QueueLimit is not { } limit || requests < (long)MaxConcurrency + limit;
}
