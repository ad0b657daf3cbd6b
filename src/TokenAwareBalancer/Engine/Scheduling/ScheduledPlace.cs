namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Where in a scheduler a request is.</summary>
internal enum ScheduledPlace
{
    /// <summary>Not yet added, finished or removed.</summary>
    Outside,

    Waiting,

    Running,
}
