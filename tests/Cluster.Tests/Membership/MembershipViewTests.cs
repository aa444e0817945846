namespace Actors.Cluster.Tests;

public sealed class MembershipViewTests
{
    /// <summary>
    /// What is asked for each message to a virtual actor waits for nobody. Seen to fail (the thread did not come back) with Image or Term read under
    /// the view's lock.
    /// </summary>
    [Fact]
    public void ImageAndTerm_WhileTheViewIsUnderItsLock_AreReadAtOnce()
    {
        bool read = false;
        var time = new HookedTime();
        var view = new MembershipView(new MembershipOptions { Cluster = "c", Address = new NodeAddress("a", "a.example", 1) }, time);
        time.Asked = () =>
        {
            var reader = new Thread(() =>
            {
                _ = view.Image;
                _ = view.Term;
                _ = view.Table;
            });
            reader.Start();
            read = reader.Join(TimeSpan.FromSeconds(20));
        };
        view.KnownFor(""); // asks for the time under the lock
        Assert.True(read);
    }

    private sealed class HookedTime : TimeProvider
    {
        internal Action? Asked { get; set; }

        public override long GetTimestamp()
        {
            Asked?.Invoke();
            return base.GetTimestamp();
        }
    }
}
