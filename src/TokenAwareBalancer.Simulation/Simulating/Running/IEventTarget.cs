namespace TokenAwareBalancer.Simulating.Running;

/// <summary>Has something to do at a moment that it chose before.</summary>
internal interface IEventTarget
{
    void OnDue();
}
