namespace TokenAwareBalancer.Fleet;

/// <summary>
/// Is told of work that has been done, and that a lease has been settled, so that the room it leaves can be used.
/// </summary>
internal interface ILeaseObserver
{
    /// <summary>The clock that choices are made by.</summary>
    double NowSeconds { get; }

    /// <param name="backend">Who did it.</param>
    /// <param name="tokens">Prompt and output tokens computed since the last call for this lease.</param>
    void OnWork(Backend backend, long tokens);

    /// <summary>A lease that stays open needs much less than was thought: others may fit beside it now.</summary>
    /// <param name="backend">Where the room is.</param>
    void OnRoomMade(Backend backend);

    /// <param name="lease">It holds nothing any more; its backend has room.</param>
    void OnLeaseSettled(Lease lease);
}
