namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Where in an engine a request is.</summary>
public enum ScheduledPlace
{
    /// <summary>Not yet added, finished or removed.</summary>
    Outside,

    Waiting,

    Running,
}
