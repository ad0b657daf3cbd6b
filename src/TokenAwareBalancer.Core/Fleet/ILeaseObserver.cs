namespace TokenAwareBalancer.Fleet;

/// <summary>Is told that a lease has been settled, so that the room it leaves can be used.</summary>
internal interface ILeaseObserver
{
    /// <param name="backend">Where the room is.</param>
    /// <param name="workedTokens">Prompt and output tokens computed for the request.</param>
    void OnLeaseSettled(Backend backend, long workedTokens);
}
